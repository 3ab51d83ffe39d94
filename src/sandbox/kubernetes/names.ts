/** What names, label keys and label values must look like, and the texts of the refusals. */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const VALUE = `(${QUALIFIED})?`
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`)
const IS_LABEL = whole(LABEL)
const IS_SUBDOMAIN = whole(SUBDOMAIN)
const IS_QUALIFIED = whole(QUALIFIED)
const IS_VALUE = whole(VALUE)

/** Says what is wrong with a name; nothing when it is fine. */
export type NameRule = (name: string) => readonly string[]

const LABEL_TEXT = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`
const SUBDOMAIN_TEXT = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`
const VALUE_TEXT = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${`(${QUALIFIED})?`}')`
const PARTS = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`

const tooLong = (name: string, limit: number): string[] =>
  name.length > limit ? [`must be no more than ${limit} characters`] : []

/** A DNS label, e.g. a namespace's name. */
export const dnsLabel: NameRule = (name) => [
  ...tooLong(name, 63),
  ...(IS_LABEL.test(name) ? [] : [LABEL_TEXT]),
]

/** A DNS label, for kinds that name the dot first. */
export const dnsLabelWithoutDots: NameRule = (name) =>
  name.includes('.') ? ['must not contain dots'] : dnsLabel(name)

/** A DNS subdomain: what most names are. */
export const dnsSubdomain: NameRule = (name) => [
  ...tooLong(name, 253),
  ...(IS_SUBDOMAIN.test(name) ? [] : [SUBDOMAIN_TEXT]),
]

/** Anything that can be one segment of a path: names of roles and bindings. */
export const pathSegment: NameRule = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`)
}

/** What is wrong with a qualified name, by its parts. */
function qualifiedProblems(key: string): string[] {
  const parts = key.split('/')
  const [first = '', second] = parts
  const name = second ?? first
  const found: string[] = []
  if (parts.length > 2)
    return [
      `a qualified name ${PARTS} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  if (second !== undefined) {
    if (first === '') found.push('prefix part must be non-empty')
    else for (const problem of dnsSubdomain(first)) found.push(`prefix part ${problem}`)
  }
  if (name === '') found.push('name part must be non-empty')
  else if (name.length > 63) found.push('name part must be no more than 63 bytes')
  if (!IS_QUALIFIED.test(name)) found.push(`name part ${PARTS}`)
  return found
}

/** The first thing wrong with a label's key. */
export function labelKeyProblem(key: string): string | undefined {
  if (key.split('/').length > 2) {
    return `a valid label key ${PARTS} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`
  }
  return qualifiedProblems(key)[0]
}

/** What is wrong with an annotation's key; capitals are fine there. */
export const annotationKeyProblems = (key: string): string[] => qualifiedProblems(key.toLowerCase())

/** What is wrong with a finalizer or another qualified name. */
export const qualifiedNameProblems = qualifiedProblems

/** What is wrong with a label's value. */
export function labelValueProblems(value: string): string[] {
  if (value.length > 63) return ['must be no more than 63 bytes']
  return IS_VALUE.test(value) ? [] : [VALUE_TEXT]
}

/** What is wrong with a key of a ConfigMap or Secret. */
export function configKeyProblem(key: string): string | undefined {
  if (key.length > 253) return 'must be no more than 253 characters'
  if (key === '.') return "must not be '.'"
  if (key === '..') return "must not be '..'"
  if (/^[-._a-zA-Z0-9]+$/.test(key)) return undefined
  return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
}
