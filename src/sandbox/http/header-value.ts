/**
 * A header's value as Go's server writes it: UTF-8, and a space where a line would end (net/http's `headerNewlineToSpace`).
 * Other control characters, which Node does not send, are left out.
 */
export function headerValue(text: string): string {
  const printable = text
    .replaceAll(/[\r\n]/g, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these very characters are meant
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  return Buffer.from(printable, 'utf8').toString('latin1')
}
