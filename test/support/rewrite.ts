/** Answers that are changed on their way: what a server might as well have said. */
import type { ServerResponse } from 'node:http'

/** The response says at its end what `rewrite` makes of its JSON; anything else passes as it is. */
export function rewritten(response: ServerResponse, rewrite: (json: unknown) => unknown): void {
  const writeHead = response.writeHead.bind(response)
  const end = response.end.bind(response)
  const pieces: Buffer[] = []
  let head: readonly [number, Readonly<Record<string, string>>] | undefined
  const keep = (piece: unknown) => {
    if (typeof piece === 'string' || piece instanceof Uint8Array) pieces.push(Buffer.from(piece))
  }
  Object.assign(response, {
    writeHead(status: number, headers: Readonly<Record<string, string>> = {}) {
      head = [status, headers]
      return response
    },
    write(piece: unknown) {
      keep(piece)
      return true
    },
    end(piece?: unknown) {
      keep(piece)
      const body = changed(Buffer.concat(pieces), rewrite)
      response.removeHeader('content-length')
      if (head) writeHead(head[0], withoutLength(head[1]))
      return end(body)
    },
  })
}

function withoutLength(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'),
  )
}

function changed(body: Buffer, rewrite: (json: unknown) => unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(rewrite(JSON.parse(body.toString('utf8')))))
  } catch {
    return body
  }
}
