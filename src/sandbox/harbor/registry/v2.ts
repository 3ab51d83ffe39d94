/** `/v2`: which part of the registry a path means. */
import type { Call } from '../wire/call.ts'
import { plainJson, type Reply } from '../wire/reply.ts'
import { API_VERSION, projectName, requireEntry, unauthorizedAt } from './challenge.ts'
import { deleteManifest, pushManifest } from './manifests.ts'
import { listCatalog, listTags } from './names.ts'
import { listReferrers, pullBlob, pullManifest } from './pulls.ts'
import { REPOSITORY } from './repository-name.ts'
import { beginUpload, continueUpload } from './uploads.ts'

type Part = (call: Call, repository: string, rest: string) => Reply | Promise<Reply>

interface Place {
  readonly pattern: RegExp
  readonly methods: Readonly<Record<string, Part>>
}

const NAME = `(${REPOSITORY})`

/** The last segment of a repository's name is as greedy as distribution's own routes are. */
const PLACES: readonly Place[] = [
  {
    pattern: new RegExp(`^/v2/${NAME}/blobs/uploads/?$`),
    methods: { POST: (call, repository) => beginUpload(call, repository) },
  },
  {
    pattern: new RegExp(`^/v2/${NAME}/blobs/uploads/([\\w-]+)$`),
    methods: { GET: continueUpload, PATCH: continueUpload, PUT: continueUpload, DELETE: continueUpload },
  },
  {
    pattern: new RegExp(`^/v2/${NAME}/blobs/([^/]+)$`),
    methods: { GET: pullBlob, HEAD: pullBlob },
  },
  {
    pattern: new RegExp(`^/v2/${NAME}/manifests/([^/]+)$`),
    methods: { GET: pullManifest, HEAD: pullManifest, PUT: pushManifest, DELETE: deleteManifest },
  },
  {
    pattern: new RegExp(`^/v2/${NAME}/tags/list$`),
    methods: { GET: (call, repository) => listTags(call, repository) },
  },
  {
    pattern: new RegExp(`^/v2/${NAME}/referrers/([^/]+)$`),
    methods: { GET: listReferrers },
  },
]

/** Answers anything below `/v2`. @param path decoded */
export async function registry(call: Call, path: string): Promise<Reply> {
  if (path === '/v2/') {
    requireEntry(call)
    return plainJson({}, API_VERSION)
  }
  if (path === '/v2/_catalog') return listCatalog(call)
  for (const { pattern, methods } of PLACES) {
    const [, repository, rest = ''] = pattern.exec(path) ?? []
    const part = methods[call.method]
    if (repository === undefined || !part) continue
    projectName(repository)
    return await part(call, repository, rest)
  }
  throw unauthorizedAt('', `un-recognized request: ${call.method} ${path}`)
}
