/** `Warning:` headers, by which the API server says what it does not refuse. */

/** Text of every warning in `299 - "text", 299 - "other"`. RFC 7234 §5.5 */
export function warningsIn(header: string | undefined): readonly string[] {
  const warnings = (header ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)
  return [...warnings].map((match) => (match[1] ?? '').replaceAll(/\\(.)/g, '$1'))
}
