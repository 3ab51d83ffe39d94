/** Keeps the values of known secrets out of every text that people see. */

const mask = '***'
/** Shorter values are not looked for: `admin` as a password would blacken every text about admins. */
const shortest = 6

/** A registry of secret values, shared by all clients of a run. */
export class Redactor {
  readonly #forms = new Set<string>()
  #longestFirst: readonly string[] | undefined

  /** From now on this value, and every form that it takes on its way, is a secret. */
  add(value: string): void {
    for (const text of new Set([value, value.trim()])) {
      if (text.length < shortest) continue
      for (const form of formsOf(text)) this.#forms.add(form)
    }
    this.#longestFirst = undefined
  }

  /** The text with every known secret replaced by `***`. */
  scrub(text: string): string {
    this.#longestFirst ??= [...this.#forms].sort((a, b) => b.length - a.length)
    let scrubbed = text
    for (const form of this.#longestFirst) {
      if (scrubbed.includes(form)) scrubbed = scrubbed.replaceAll(form, mask)
    }
    return scrubbed
  }
}

/** The value as it stands in JSON, in a URL, in a form, in base64. */
function* formsOf(value: string): Generator<string> {
  yield value
  yield JSON.stringify(value).slice(1, -1)
  const inUrl = encodeURIComponent(value)
  yield inUrl
  yield inUrl.replaceAll(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase())
  yield new URLSearchParams([['', value]]).toString().slice(1)
  const bytes = Buffer.from(value)
  yield bytes.toString('base64')
  yield bytes.toString('base64url')
  for (const offset of [0, 1, 2]) {
    const inside = base64Inside(bytes, offset)
    if (inside.length < 2 * shortest - 4) continue
    yield inside
    yield inside.replaceAll('+', '-').replaceAll('/', '_')
  }
}

/**
 * The characters that are the same in the base64 of any longer text with these bytes at this offset (modulo 3):
 * so a password is found in `user:password`, too.
 */
function base64Inside(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  return encoded.slice(first, last)
}
