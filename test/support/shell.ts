/** A shell that keeps what is written, and every secret that passed through its redactor. */
import pc from 'picocolors'
import type { Shell } from '../../src/cli/shell.ts'
import { Redactor } from '../../src/systems/http/redaction.ts'

/** A redactor that remembers. */
export class RememberingRedactor extends Redactor {
  readonly values = new Set<string>()

  override add(value: string): void {
    this.values.add(value)
    super.add(value)
  }
}

export interface CapturedShell extends Shell {
  readonly redactor: RememberingRedactor
  /** All that was written, before anything was scrubbed from it. */
  readonly written: string[]
}

export function capturedShell(
  env: Readonly<Record<string, string>>,
  cwd: string,
  signal: AbortSignal = new AbortController().signal,
): CapturedShell {
  const written: string[] = []
  const keep = (text: string) => {
    written.push(text)
  }
  return {
    env,
    cwd,
    signal,
    written,
    colours: pc.createColors(false),
    live: false,
    columns: 100,
    redactor: new RememberingRedactor(),
    out: keep,
    say: keep,
    draw: keep,
  }
}
