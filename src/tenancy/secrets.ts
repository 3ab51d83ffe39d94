/** Where a secret of the description is, for the vault. */
import type { SecretReference } from './values.ts'

/** @throws RangeError for a reference that names no place; the rules of meaning refuse it before */
export function secretNameOf({
  env,
  file,
  secretKeyRef,
}: SecretReference): { env: string } | { file: string } | { namespace: string; name: string; key: string } {
  if (env !== undefined) return { env }
  if (file !== undefined) return { file }
  if (secretKeyRef !== undefined) return secretKeyRef
  throw new RangeError('a secret reference names none of env, file and secretKeyRef')
}
