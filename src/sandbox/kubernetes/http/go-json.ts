/** JSON's mistakes in the words of Go's decoder, which the API passes on; and keys that come twice. */

/** What Go says of a text that is no JSON; undefined when it is JSON. */
export function goJsonError(text: string): string | undefined {
  const scanner = new Scanner(text)
  try {
    scanner.document()
    return undefined
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message
    throw error
  }
}

/** The paths of fields that stand twice in one object of a JSON text. */
export function duplicateFields(text: string): string[] {
  const scanner = new Scanner(text)
  scanner.document()
  return scanner.duplicates
}

class SyntaxProblem extends Error {}

class Scanner {
  readonly duplicates: string[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    this.#value('')
    this.#space()
    if (this.#at < this.#text.length) throw this.#unexpected('after top-level value')
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }

  #unexpected(where: string): SyntaxProblem {
    const char = this.#text[this.#at]
    if (char === undefined) return new SyntaxProblem('unexpected end of JSON input')
    const shown = char === "'" ? "'\\''" : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`
    return new SyntaxProblem(`invalid character ${shown} ${where}`)
  }

  #value(path: string): void {
    this.#space()
    const char = this.#text[this.#at]
    if (char === '{') this.#object(path)
    else if (char === '[') this.#array(path)
    else if (char === '"') this.#string()
    else if (char === 't') this.#literal('true')
    else if (char === 'f') this.#literal('false')
    else if (char === 'n') this.#literal('null')
    else if (char !== undefined && /[-0-9]/.test(char)) this.#number()
    else throw this.#unexpected('looking for beginning of value')
  }

  #literal(word: string): void {
    for (const [index, letter] of [...word].entries()) {
      if (this.#text[this.#at] !== letter) {
        if (index === 0) throw this.#unexpected('looking for beginning of value')
        throw this.#unexpected(`in literal ${word} (expecting '${letter}')`)
      }
      this.#at += 1
    }
  }

  #number(): void {
    const match = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(this.#text.slice(this.#at, this.#at + 400))
    if (!match) {
      this.#at += 1
      throw this.#unexpected('in numeric literal')
    }
    this.#at += match[0].length
  }

  #string(): string {
    const start = this.#at
    this.#at += 1
    for (;;) {
      const char = this.#text[this.#at]
      if (char === undefined) throw this.#unexpected('')
      if (char === '"') break
      if (char < ' ') throw this.#unexpected('in string literal')
      this.#at += char === '\\' ? 2 : 1
    }
    this.#at += 1
    return this.#text.slice(start + 1, this.#at - 1)
  }

  #object(path: string): void {
    const seen = new Set<string>()
    this.#at += 1
    this.#space()
    if (this.#text[this.#at] === '}') {
      this.#at += 1
      return
    }
    for (;;) {
      this.#space()
      if (this.#text[this.#at] !== '"') throw this.#unexpected('looking for beginning of object key string')
      const key = this.#string()
      const inner = path === '' ? key : `${path}.${key}`
      if (seen.has(key)) this.duplicates.push(inner)
      seen.add(key)
      this.#space()
      if (this.#text[this.#at] !== ':') throw this.#unexpected('after object key')
      this.#at += 1
      this.#value(inner)
      this.#space()
      const next = this.#text[this.#at]
      if (next !== ',' && next !== '}') throw this.#unexpected('after object key:value pair')
      this.#at += 1
      if (next === '}') return
    }
  }

  #array(path: string): void {
    this.#at += 1
    this.#space()
    if (this.#text[this.#at] === ']') {
      this.#at += 1
      return
    }
    for (let index = 0; ; index += 1) {
      this.#value(`${path}[${index}]`)
      this.#space()
      const next = this.#text[this.#at]
      if (next !== ',' && next !== ']') throw this.#unexpected('after array element')
      this.#at += 1
      if (next === ']') return
    }
  }
}
