/** How deep a text is nested, without descending into it: recursion over what a client sends ends in a full stack. */

/**
 * Deeper is refused. Go's decoders stop at 10,000 and Jackson's at 1000; nothing that these servers are for comes near
 * either.
 */
export const DEEPEST = 1000

/** @param text JSON, or YAML in its flow style; brackets inside of quotes don't count */
export function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfText(text, at)
        break
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        if (depth > DEEPEST) return true
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1
    }
  }
  return false
}

function endOfText(text: string, start: number): number {
  let at = start + 1
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at
    if (code === 0x5c) at += 1
  }
  return at
}
