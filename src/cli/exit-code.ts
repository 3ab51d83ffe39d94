/** Exit codes are API. */
import { SystemError } from '../core/error.ts'
import { TenancyError } from '../tenancy/error.ts'

export const exitCode = {
  asDesired: 0,
  bug: 1,
  pending: 2,
  invalid: 3,
  unreachable: 4,
  partial: 5,
} as const

/** What the world should be told by the shell's `$?`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof TenancyError || error instanceof UsageError) return exitCode.invalid
  if (isFileError(error)) return exitCode.invalid
  if (error instanceof SystemError) return exitCode.unreachable
  return exitCode.bug
}

/** The command line, or a file that it names, is not right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A file that the user named, or the folder that Troupe should write to, can't be used. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException & { readonly path: string } {
  return error instanceof Error && 'code' in error && 'path' in error && 'syscall' in error
}

/** What is wrong with a file, to follow its name; other failures in the system's own words. */
export function fileWords({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist'
    case 'EISDIR':
      return 'is a folder'
    case 'ENOTDIR':
      return 'has a file where a folder should be'
    case 'EACCES':
    case 'EPERM':
      return 'is closed to this user'
    default:
      return message
  }
}
