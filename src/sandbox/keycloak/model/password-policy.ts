/** Password policies: `length(12) and notUsername(undefined)`. */
import { refusal, resourceRefusal } from '../rest/refusal.ts'
import type { Realm } from './realm.ts'
import type { UserRow } from './rows.ts'

type Rule = (
  password: string,
  limit: number,
  user: UserRow,
) => readonly [error: string, text: string] | undefined

const count = (password: string, sign: RegExp) => password.match(sign)?.length ?? 0

/** A rule about how many signs of a kind there must be. */
function atLeast(sign: RegExp, error: string, what: string): Rule {
  return (password, limit) =>
    count(password, sign) >= limit ? undefined : [error, `must contain at least ${limit} ${what}.`]
}

const RULES: Readonly<Record<string, Rule>> = {
  length: (password, limit) =>
    password.length < limit ? ['invalidPasswordMinLengthMessage', `minimum length ${limit}.`] : undefined,
  maxLength: (password, limit) =>
    password.length > limit ? ['invalidPasswordMaxLengthMessage', `maximum length ${limit}.`] : undefined,
  digits: atLeast(/\d/g, 'invalidPasswordMinDigitsMessage', 'numerical digits'),
  lowerCase: atLeast(/\p{Ll}/gu, 'invalidPasswordMinLowerCaseCharsMessage', 'lower case characters'),
  upperCase: atLeast(/\p{Lu}/gu, 'invalidPasswordMinUpperCaseCharsMessage', 'upper case characters'),
  specialChars: atLeast(/[^\p{L}\p{N}]/gu, 'invalidPasswordMinSpecialCharsMessage', 'special characters'),
  notUsername: (password, _limit, { username }) =>
    password.toLowerCase() === username
      ? ['invalidPasswordNotUsernameMessage', 'must not be equal to the username.']
      : undefined,
  notEmail: (password, _limit, { email }) =>
    password.toLowerCase() === email
      ? ['invalidPasswordNotEmailMessage', 'must not be equal to the email.']
      : undefined,
}
/** Policies that are known and judge nothing here. */
const SILENT = new Set([
  'forceExpiredPasswordChange',
  'hashAlgorithm',
  'hashIterations',
  'maxAuthAge',
  'notContainsUsername',
  'notRecentlyUsed',
  'passwordAge',
  'passwordBlacklist',
  'passwordHistory',
  'regexPattern',
])
const DEFAULT_LIMIT: Readonly<Record<string, number>> = { length: 8, maxLength: 64 }

function partsOf(policy: string): readonly { readonly name: string; readonly value: string }[] {
  return policy
    .split(/\s+and\s+/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, name = part, value = ''] = /^\s*(\w+)(?:\((.*)\))?\s*$/.exec(part) ?? []
      return { name, value }
    })
}

/** @throws Refusal 400 for a policy with a part that the server does not know */
export function checkPolicy(policy: string): void {
  for (const { name } of partsOf(policy)) {
    if (!Object.hasOwn(RULES, name) && !SILENT.has(name))
      throw resourceRefusal(400, 'Password policy not found')
  }
}

/** @throws Refusal 400 for a password that the realm's policy does not take */
export function checkPassword(realm: Realm, user: UserRow, password: string): void {
  const policy = realm.row.fields['passwordPolicy']
  if (typeof policy !== 'string') return
  for (const { name, value } of partsOf(policy)) {
    const limit = /^\d+$/.test(value) ? Number(value) : (DEFAULT_LIMIT[name] ?? 1)
    const problem = RULES[name]?.(password, limit, user)
    if (problem) throw refusal(400, problem[0], `Invalid password: ${problem[1]}`)
  }
}
