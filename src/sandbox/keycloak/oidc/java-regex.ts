/**
 * Regular expressions as Java reads them, for the group and role mappers of identity providers: `\Q…\E`, inline flags anywhere,
 * and the whole value must match. JavaScript has no inline flags before ES2025, so letters become classes of both cases.
 */

/** @throws SyntaxError for what is no regular expression */
export function javaPattern(source: string): RegExp {
  const translation = new Translation(source)
  return new RegExp(`^(?:${translation.text()})$`, 'u')
}

interface Flags {
  readonly ignoreCase: boolean
  readonly dotAll: boolean
}

class Translation {
  private readonly source: string
  private at = 0
  private out = ''
  private flags: Flags = { ignoreCase: false, dotAll: false }
  private readonly outer: Flags[] = []

  constructor(source: string) {
    this.source = source
  }

  text(): string {
    while (this.at < this.source.length) this.step()
    return this.out
  }

  private step(): void {
    const rest = this.source.slice(this.at)
    if (rest.startsWith('\\Q')) this.quoted()
    else if (rest.startsWith('\\')) this.escape()
    else if (rest.startsWith('[')) this.take(this.classEnd(), (text) => this.charClass(text))
    else if (rest.startsWith('(')) this.open(rest)
    else if (rest.startsWith(')')) this.close()
    else this.plain(rest)
  }

  private take(length: number, translate: (text: string) => string): void {
    this.out += translate(this.source.slice(this.at, this.at + length))
    this.at += length
  }

  private quoted(): void {
    const end = this.source.indexOf('\\E', this.at + 2)
    const text = this.source.slice(this.at + 2, end < 0 ? undefined : end)
    this.out += [...text].map((sign) => this.literal(sign)).join('')
    this.at = end < 0 ? this.source.length : end + 2
  }

  /** `\A`, `\z` and `\Z` are the ends of the value; a stray `\E` is nothing; other escapes mean the same. */
  private escape(): void {
    const sign = this.source[this.at + 1] ?? ''
    const ends: Readonly<Record<string, string>> = {
      A: '^',
      z: '$',
      Z: '$',
      E: '',
      h: '[ \\t]',
      R: '(?:\\r\\n|[\\r\\n])',
    }
    const braces = /^\\(?:[pPx]\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/.exec(
      this.source.slice(this.at),
    )?.[0]
    this.take(braces?.length ?? 2, (text) => {
      if (Object.hasOwn(ends, sign)) return ends[sign] ?? ''
      if (/[\p{L}\p{N}]/u.test(sign)) return text
      return this.literal(sign)
    })
  }

  private literal(sign: string): string {
    if (this.flags.ignoreCase && sign.toLowerCase() !== sign.toUpperCase()) {
      return `[${sign.toLowerCase()}${sign.toUpperCase()}]`
    }
    return sign.replace(/[.*+?^$()|[\]\\{}/]/, '\\$&')
  }

  private classEnd(): number {
    let depth = 0
    for (let at = this.at; at < this.source.length; at += 1) {
      const sign = this.source[at]
      if (sign === '\\') at += 1
      else if (sign === '[') depth += 1
      else if (sign === ']') depth -= 1
      if (depth === 0) return at + 1 - this.at
    }
    return this.source.length - this.at
  }

  private charClass(text: string): string {
    if (!this.flags.ignoreCase) return text
    const inner = text.slice(1, -1)
    const both = inner
      .replaceAll(
        /([a-z])-([a-z])/g,
        (range, a: string, b: string) => `${range}${a.toUpperCase()}-${b.toUpperCase()}`,
      )
      .replaceAll(
        /([A-Z])-([A-Z])(?![a-z]?-)/g,
        (range, a: string, b: string) => `${range}${a.toLowerCase()}-${b.toLowerCase()}`,
      )
      .replaceAll(/(?<![\\-])(\p{L})(?!-)/gu, (letter) => `${letter.toLowerCase()}${letter.toUpperCase()}`)
    return `[${both}]`
  }

  /** `(?i)` counts to the end of the group it stands in; `(?i:…)` within. */
  private open(rest: string): void {
    const inline = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/.exec(rest)
    if (inline && rest !== '(?:' && (inline[1] || inline[2] || inline[3] === ':')) {
      const [all, on = '', off = '', end] = inline
      if (end === ':') this.outer.push(this.flags)
      this.flags = changed(this.flags, on, off)
      this.out += end === ':' ? '(?:' : ''
      this.at += all.length
      return
    }
    this.outer.push(this.flags)
    const atomic = rest.startsWith('(?>')
    const head = /^\((?:\?(?:<?[=!]|<\w+>|>))?/.exec(rest)?.[0] ?? '('
    this.take(head.length, (text) => (atomic ? '(?:' : text))
  }

  private close(): void {
    this.flags = this.outer.pop() ?? this.flags
    this.take(1, (text) => text)
  }

  /** Possessive quantifiers match what greedy ones do, unless something behind them would take it back. */
  private plain(rest: string): void {
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})([+?]?)/.exec(rest)
    if (quantifier) {
      this.take(quantifier[0].length, (text) => (quantifier[1] === '+' ? text.slice(0, -1) : text))
      return
    }
    const [sign = ''] = [...rest]
    this.take(sign.length, (text) => {
      if (text === '.') return this.flags.dotAll ? '[\\s\\S]' : '.'
      if (/[|^$]/.test(text)) return text
      return this.literal(text)
    })
  }
}

function changed(flags: Flags, on: string, off: string): Flags {
  return {
    ignoreCase: (flags.ignoreCase || on.includes('i')) && !off.includes('i'),
    dotAll: (flags.dotAll || on.includes('s')) && !off.includes('s'),
  }
}
