/** The small values that the language is made of, each with the words that say what would be right. */
import { z } from 'zod'

/** A DNS label without `--`: it is safe in every system that it reaches. */
export const Name = z
  .string()
  .max(40)
  .regex(/^[a-z]([a-z0-9]|-(?!-))*[a-z0-9]$|^[a-z]$/, {
    error:
      'is not a name: write lower-case letters, digits and single hyphens, beginning with a letter, e.g. "shop-web"',
  })

/** A group as the identity provider spells it in the groups claim. */
export const GroupName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._ -]*[A-Za-z0-9])?$/, {
    error:
      'is not a group name: write letters, digits, ".", "_", "-" and blanks inside, no "/", e.g. "team-demo"',
  })

/** Bytes, as Kubernetes writes them. */
export const Size = z.string().regex(/^([1-9][0-9]*)(Ki|Mi|Gi|Ti|k|M|G|T)?$|^unlimited$/, {
  error: (issue) => `${JSON.stringify(issue.input)} is not a size: write ${suggestSize(issue.input)}`,
})

/** A Kubernetes quantity. Numbers are taken too, since `pods: 50` is what people write. */
export const Quantity = z
  .union([z.int().nonnegative(), z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/)], {
    error: (issue) => `${JSON.stringify(issue.input)} is not a quantity: write e.g. "500m", "8", "16Gi"`,
  })
  .meta({ 'x-kubernetes-int-or-string': true })

/** A span of time: `30d`, `12h`. */
export const Duration = z.string().regex(/^[1-9][0-9]*[smhd]$/, {
  error: (issue) => `${JSON.stringify(issue.input)} is not a duration: write e.g. "30d" or "12h"`,
})

/** An address of a server: http or https, with a path only where the server has a base path. */
export const Url = z.string().regex(/^https?:\/\/[^/\s?#@]+(\/[^\s?#]*[^\s?#/])?$/, {
  error: (issue) =>
    `${JSON.stringify(issue.input)} is not an address: write e.g. "https://harbor.example.org", without a slash at the end`,
})

/** A host name, optionally with a port where a test platform needs one. */
export const Host = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, {
  error: (issue) => `${JSON.stringify(issue.input)} is not a host name: write e.g. "shop.demo.example.org"`,
})

/** Where a secret is. Exactly one of the three; which one is checked with the other rules of meaning. */
export const SecretReference = z.strictObject(
  {
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
      .optional(),
    file: z.string().min(1).optional(),
    secretKeyRef: z
      .strictObject({ namespace: z.string().min(1), name: z.string().min(1), key: z.string().min(1) })
      .optional(),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type'
        ? "a secret can't stand here: name where it is, e.g. {env: HARBOR_PASSWORD}, {file: /run/secrets/harbor} or {secretKeyRef: {namespace: troupe, name: harbor, key: password}}"
        : undefined,
  },
)
export type SecretReference = z.infer<typeof SecretReference>

/** What a person may do: Harbor's roles under names that all systems share. */
export const Role = z.enum(['guest', 'developer', 'maintainer', 'admin'])
export type Role = z.infer<typeof Role>

function suggestSize(input: unknown): string {
  const digits = /^\s*([0-9]+)\s*([KMGT])i?B?\s*$/i.exec(String(input))
  const unit = digits?.[2]?.toUpperCase()
  return digits && unit
    ? `${digits[1]}${unit === 'K' ? 'k' : unit} or ${digits[1]}${unit}i`
    : 'e.g. "20Gi" or "unlimited"'
}
