/** Small pieces of Markdown. */

export const generated = (from) =>
  `<!-- Written by tools/reference.mjs from ${from}. Change it there, then run: node tools/reference.mjs -->`

/** A table; cells are texts. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export const code = (text) => (String(text).includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

/** Several sentences, each on a line of its own. */
export const sentences = (text) =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=[.]) (?=[A-Z`])/g, '\n')
    .trim()

/** A text as a sentence. What stands in angle brackets would be taken for HTML, so its word is code. */
export function sentence(text) {
  const safe = text.replaceAll(/[^\s;,]*<[a-z]+>[^\s;,]*/g, (word) => code(word))
  const whole = /[.!?]$/.test(safe) ? safe : `${safe}.`
  return /^[a-z]+[ :]/.test(whole) ? `${whole.charAt(0).toUpperCase()}${whole.slice(1)}` : whole
}
