/** Keeps the values of known secrets out of every text that people see. */

const mask = '***'
/** Shorter values are not looked for: `admin` as a password would blacken every text about admins. */
const shortest = 6

/** A registry of secret values, shared by all clients of a run. */
export class Redactor {
  /** Forms by their first letters, so that a text is read once however many secrets there are. */
  readonly #forms = new Map<string, readonly string[]>()
  readonly #rotating = new Map<string, RotatingSecret>()

  /** From now on this value, and every form that it takes on its way, is a secret. */
  add(value: string): void {
    for (const form of new Set(allForms(value))) {
      const start = form.slice(0, shortest)
      const others = this.#forms.get(start) ?? []
      if (!others.includes(form))
        this.#forms.set(
          start,
          [...others, form].sort((a, b) => b.length - a.length),
        )
    }
  }

  /** The value is no secret any more: a token that has expired. */
  forget(value: string): void {
    for (const form of allForms(value)) {
      const start = form.slice(0, shortest)
      const others = this.#forms.get(start)?.filter((other) => other !== form) ?? []
      if (others.length > 0) this.#forms.set(start, others)
      else this.#forms.delete(start)
    }
  }

  /** A secret that is replaced again and again: under its name it is the same one for every client that comes and goes. */
  rotating(name: string): RotatingSecret {
    const known = this.#rotating.get(name) ?? new RotatingSecret(this)
    this.#rotating.set(name, known)
    return known
  }

  /** The text with every known secret replaced by `***`. */
  scrub(text: string): string {
    let scrubbed = ''
    let copied = 0
    for (let at = 0; at + shortest <= text.length; at++) {
      const form = this.#forms.get(text.slice(at, at + shortest))?.find((each) => text.startsWith(each, at))
      if (form === undefined) continue
      scrubbed += text.slice(copied, at) + mask
      copied = at + form.length
      at = copied - 1
    }
    return scrubbed + text.slice(copied)
  }
}

/** Of its values the last two are kept, since an error may still be about the older one. */
export class RotatingSecret {
  readonly #redactor: Redactor
  #last: readonly string[] = []

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  /** @returns the value, which is a secret from now on */
  know(value: string): string {
    if (this.#last.includes(value)) return value
    this.#redactor.add(value)
    const [older] = this.#last.length === 2 ? this.#last : []
    if (older !== undefined) this.#redactor.forget(older)
    this.#last = [...this.#last.slice(-1), value]
    return value
  }
}

function* allForms(value: string): Generator<string> {
  for (const text of new Set([value, value.trim()])) {
    if (text.length >= shortest) yield* formsOf(text)
  }
}

/** The value as it stands in JSON, in a URL, in a form, in base64. */
function* formsOf(value: string): Generator<string> {
  yield value
  const inJson = JSON.stringify(value).slice(1, -1)
  yield inJson
  // Go writes these three as escapes.
  yield inJson.replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
  yield JSON.stringify(inJson).slice(1, -1)
  const inUrl = encodeURIComponent(value)
  yield inUrl
  yield inUrl.replaceAll(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase())
  yield new URLSearchParams([['', value]]).toString().slice(1)
  const bytes = Buffer.from(value)
  yield bytes.toString('base64')
  yield bytes.toString('base64url')
  for (const offset of [0, 1, 2]) {
    const inside = base64Inside(bytes, offset)
    if (inside.length < shortest) continue
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
