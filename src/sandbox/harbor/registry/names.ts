/** Names, some at a time: tags of a repository, and the catalogue of repositories (src/server/registry). */
import type { Call } from '../wire/call.ts'
import { badRequest } from '../wire/refusal.ts'
import { plainJson, type Reply } from '../wire/reply.ts'
import { requireCatalog, requireRepository } from './challenge.ts'
import { existingRepository } from './pulls.ts'

/** Tags by name. Who wants none need not name a repository that is there. */
export function listTags(call: Call, name: string): Reply {
  requireRepository(call, name)
  const count = countAsked(call)
  if (count === 0) return plainJson({ name, tags: [] })
  const repository = existingRepository(call, name)
  const names = call.harbor.tables.tags.by('repository', repository.id).map((tag) => tag.name)
  const last = call.query.get('last') ?? ''
  const rest = names.sort().filter((one) => one > last)
  const tags = rest.slice(0, count)
  return plainJson({ name, tags }, linkAfter(call, tags.at(-1), names.at(-1), count))
}

/** Repositories that have tags, by name. Where it goes on counts only together with how many. */
export function listCatalog(call: Call): Reply {
  requireCatalog(call)
  const { tables } = call.harbor
  const count = countAsked(call)
  const names = tables.repositories
    .all()
    .filter(({ id }) => tables.tags.by('repository', id).length > 0)
    .map(({ name }) => name)
    .sort()
  if (count === undefined || names.length === 0) return plainJson({ repositories: names })
  const last = call.query.get('last') ?? ''
  const at = names.indexOf(last)
  if (last !== '' && at < 0) throw badRequest(`the last: ${last} should be a valid repository name.`)
  const repositories = names.slice(at + 1, at + 1 + count)
  return plainJson({ repositories }, linkAfter(call, repositories.at(-1), names.at(-1), count))
}

/** @throws `Refusal` 400 */
function countAsked(call: Call): number | undefined {
  const wanted = call.query.get('n') ?? ''
  if (wanted === '') return undefined
  if (!/^\+?\d+$/.test(wanted)) throw badRequest('the N must be a positive int type')
  return Number(wanted)
}

function linkAfter(
  call: Call,
  end: string | undefined,
  veryLast: string | undefined,
  count: number | undefined,
): Record<string, string> {
  if (end === undefined || end === veryLast || count === undefined) return {}
  return { link: `<${call.path}?${new URLSearchParams({ last: end, n: String(count) })}>; rel="next"` }
}
