/** The small values that the language is made of, each with the words that say what would be right. */
import { z } from 'zod'
import { notOneOf } from './words.ts'

/** A text of a form: the same words whether it is too long or of another form. */
function text(pattern: RegExp, longest: number, words: (written: string) => string) {
  const error = (issue: { readonly input?: unknown }) => words(JSON.stringify(issue.input))
  // Quotes alone would not make it right.
  const type = (issue: { readonly input?: unknown }) =>
    ['number', 'boolean'].includes(typeof issue.input) && !pattern.test(String(issue.input))
      ? error(issue)
      : undefined
  return z.string({ error: type }).max(longest, { error }).regex(pattern, { error })
}

/** A DNS label without `--`: it is safe in every system that it reaches. */
export const Name = text(
  /^[a-z]([a-z0-9]|-[a-z0-9])*$/,
  40,
  (written) =>
    `${written} is not a name: write at most 40 lower-case letters, digits and single hyphens, beginning with a letter, e.g. "shop-web"`,
)

/** The name of a namespace or of a Service that somebody else made: a DNS label. */
export const Label = text(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  63,
  (written) =>
    `${written} is not a name of Kubernetes: write at most 63 lower-case letters, digits and hyphens, e.g. "istio-system"`,
)

/** The name of another object of Kubernetes: a DNS subdomain. */
export const ObjectName = text(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  253,
  (written) =>
    `${written} is not a name of Kubernetes: write lower-case letters, digits, hyphens and dots, e.g. "wildcard-tls"`,
)

/** A group as the identity provider spells it in the groups claim. */
export const GroupName = text(
  /^[A-Za-z0-9]([A-Za-z0-9._ -]*[A-Za-z0-9])?$/,
  200,
  (written) =>
    `${written} is not a group name: write letters, digits, ".", "_", "-" and blanks inside, no "/", e.g. "team-demo"`,
)

/** Bytes, as Kubernetes writes them. */
export const Size = text(
  /^([1-9][0-9]*)(Ki|Mi|Gi|Ti|k|M|G|T)?$|^unlimited$/,
  20,
  (written) => `${written} is not a size: write ${suggestSize(written)}`,
)

/** A Kubernetes quantity. Numbers are taken too, since `pods: 50` is what people write. */
export const Quantity = z
  .union(
    [
      z.int().nonnegative(),
      z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/, {
        error: (issue) => quantityWords(issue.input),
      }),
    ],
    { error: (issue) => quantityWords(issue.input) },
  )
  .meta({ 'x-kubernetes-int-or-string': true })

/** A path of a URL, without query. */
export const UrlPath = text(
  /^\/[^?#\s]*$/,
  1000,
  (written) => `${written} is not a path: write e.g. "/healthz"`,
)

/** A scope as it stands in an OIDC request. */
export const Scope = text(/^[a-z_]+$/, 100, (written) => `${written} is not a scope: write e.g. "profile"`)

/** A span of time: `30d`, `12h`. */
export const Duration = text(
  /^[1-9][0-9]*[smhd]$/,
  10,
  (written) => `${written} is not a duration: write e.g. "30d" or "12h"`,
)

/** An address of a server: http or https, with a path only where the server has a base path. */
export const Url = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^/\s?#@]+(\/[^\s?#]*[^\s?#/])?$/, {
    error: (issue) => urlWords(issue.input),
    abort: true,
  })
  .refine((url) => URL.canParse(url), { error: (issue) => urlWords(issue.input) })

/** A host name, optionally with a port where a test platform needs one. */
export const Host = text(
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  253,
  (written) => `${written} is not a host name: write e.g. "shop.demo.example.org"`,
)

/** What is said where a secret, or something that may be one, stands in the text. It never quotes what is there. */
export const secretWords =
  "a secret can't stand here: name where it is, e.g. {env: HARBOR_PASSWORD}, {file: /run/secrets/harbor} or {secretKeyRef: {namespace: troupe, name: harbor, key: password}}"

const notQuoted = (words: string) => ({ error: () => words })
const placeName = notQuoted(
  'names no object of Kubernetes: write lower-case letters, digits, hyphens and dots',
)
const keyName = notQuoted('names no key of a Secret: write letters, digits, "-", "_" and "."')
const envName = notQuoted(
  'names no environment variable: write letters, digits and "_", e.g. HARBOR_PASSWORD',
)
const filePath = notQuoted('names no file: write its path, e.g. /run/secrets/harbor')

/** Where a secret is. Exactly one of the three; which one is checked with the other rules of meaning. */
export const SecretReference = z.strictObject(
  {
    env: z
      .string(envName)
      .max(200, envName)
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, envName)
      .optional()
      .describe('The environment variable that holds it'),
    file: z
      .string(filePath)
      .min(1, filePath)
      .max(4096, filePath)
      .optional()
      .describe('The file that holds it, and nothing else'),
    secretKeyRef: z
      .strictObject(
        {
          namespace: z
            .string(placeName)
            .max(63, placeName)
            .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, placeName)
            .describe('Its namespace; not one of a team'),
          name: z
            .string(placeName)
            .max(253, placeName)
            .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, placeName)
            .describe('The Secret'),
          key: z
            .string(keyName)
            .max(253, keyName)
            .regex(/^[-._a-zA-Z0-9]+$/, keyName)
            .describe('The key in it'),
        },
        {
          error: (issue) =>
            issue.code === 'invalid_type'
              ? 'names no key of a Secret: write {namespace: troupe, name: harbor, key: password}'
              : undefined,
        },
      )
      .optional()
      .describe('The key of a Kubernetes Secret that holds it'),
  },
  {
    error: (issue) => {
      if (issue.code !== 'invalid_type') return undefined
      return issue.input === undefined
        ? `is missing: name where the secret is, e.g. {env: HARBOR_PASSWORD}`
        : secretWords
    },
  },
)
export type SecretReference = z.infer<typeof SecretReference>

/** What a person may do: Harbor's roles under names that all systems share. */
export const Role = z.enum(['guest', 'developer', 'maintainer', 'admin'], {
  error: (issue) => roleWords(issue.input),
})
export type Role = z.infer<typeof Role>

const roleNames: Readonly<Record<string, Role>> = {
  projectadmin: 'admin',
  owner: 'admin',
  limitedguest: 'guest',
  master: 'maintainer',
  viewer: 'guest',
  view: 'guest',
  reader: 'guest',
  editor: 'developer',
  edit: 'developer',
}

function roleWords(input: unknown): string {
  const known =
    typeof input === 'string' ? roleNames[input.toLowerCase().replaceAll(/[-_ ]/g, '')] : undefined
  return known === undefined
    ? notOneOf(input, ['guest', 'developer', 'maintainer', 'admin'])
    : `${JSON.stringify(input)} is a role that not every system has: write "${known}"`
}

function urlWords(input: unknown): string {
  const right = 'write e.g. "https://harbor.example.org", without a slash at the end'
  // What stands before an "@" may be a password, and so may what follows a "?".
  return String(input).search(/[@?#]/) >= 0
    ? `is not an address: no user name, password, "?" or "#" can stand in it; ${right}`
    : `${JSON.stringify(input)} is not an address: ${right}`
}

function suggestSize(written: string): string {
  const digits = /^"\s*([0-9]+)\s*([KMGT])i?B?\s*"$/i.exec(written)
  const unit = digits?.[2]?.toUpperCase()
  return digits && unit
    ? `${digits[1]}${unit === 'K' ? 'k' : unit} or ${digits[1]}${unit}i`
    : 'e.g. "20Gi" or "unlimited"'
}

function quantityWords(input: unknown): string {
  return `${JSON.stringify(input)} is not a quantity: write ${suggestQuantity(input)}`
}

function suggestQuantity(input: unknown): string {
  if (typeof input === 'number' && input > 0) return JSON.stringify(String(input))
  const digits = /^\s*([0-9.]+)\s*([KMGTPE])(i?)B?\s*$/i.exec(String(input))
  const unit = digits?.[2]?.toUpperCase()
  if (!digits || !unit) return 'e.g. "500m", "8", "16Gi"'
  const bare = `${digits[1]}${unit === 'K' ? 'k' : unit}`
  return digits[3] === '' ? `${bare} or ${digits[1]}${unit}i` : `${digits[1]}${unit}i`
}
