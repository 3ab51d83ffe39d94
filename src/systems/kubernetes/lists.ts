/** Lists, page by page. */
import { errors } from 'undici'
import { z } from 'zod'
import type { Request } from '../http/exchange.ts'
import { parsed } from '../http/json.ts'
import type { Api } from './api.ts'
import { resourcePath } from './paths.ts'
import type { KubernetesObject, ListOptions, Resource } from './types.ts'

/** All objects, and the version to watch from. */
export interface Listing {
  readonly items: readonly KubernetesObject[]
  readonly resourceVersion: string
}

/** Items of built-in kinds do not say what they are. */
type Item = Readonly<Record<string, unknown>> & Pick<KubernetesObject, 'metadata'>

const Named = z.object({ metadata: z.object({ name: z.string() }) })
const Item = z.custom<Item>((value) => Named.safeParse(value).success, 'no Kubernetes object')
const Page = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ resourceVersion: z.string().default(''), continue: z.string().optional() }),
  items: z.array(Item).nullish(),
})

/** Rows of a page: reading 1,000 in two costs no more than in one. reference/istio-kubernetes.md §6.8 */
const limit = 500
/** Rows of a page where pages of 500 are longer than we read: a Helm release is a Secret of up to a megabyte. */
const fewRows = 25
/** A list whose pages expire this often is read in one. */
const patience = 3

/** The whole list, as it was when its first page was read. @throws SystemError, also when the kind is not installed */
export async function list(
  api: Api,
  resource: Resource,
  options: ListOptions,
  signal: AbortSignal,
): Promise<Listing> {
  let rows = limit
  for (let turn = 1; ; turn++) {
    try {
      const inOne = turn >= (rows === limit ? patience : 3 * patience)
      const listing = await listOnce(api, resource, options, inOne ? undefined : rows, signal)
      if (listing) return listing
    } catch (error) {
      if (!isTooLong(error) || rows === fewRows) throw error
      rows = fewRows
    }
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof errors.ResponseExceededMaxSizeError
}

/** @returns undefined when a page has expired (410), so that what was read is half a truth */
async function listOnce(
  api: Api,
  resource: Resource,
  options: ListOptions,
  rows: number | undefined,
  signal: AbortSignal,
): Promise<Listing | undefined> {
  const items: KubernetesObject[] = []
  let next: string | undefined
  for (;;) {
    const request = pageRequest(resource, options, rows, next)
    const answer = await api.send(request, signal)
    if (answer.status === 410) return undefined
    const page = parsed(api.http, request, answer, Page)
    for (const item of page.items ?? []) items.push(whole(item, page))
    next = page.metadata.continue
    if (!next) return { items, resourceVersion: page.metadata.resourceVersion }
  }
}

function whole(item: Item, page: { readonly apiVersion: string; readonly kind: string }): KubernetesObject {
  const { apiVersion = page.apiVersion, kind = page.kind.replace(/List$/, '') } = item
  return { ...item, apiVersion: String(apiVersion), kind: String(kind) }
}

function pageRequest(
  resource: Resource,
  { namespace, labelSelector, fieldSelector }: ListOptions,
  rows: number | undefined,
  next: string | undefined,
): Request {
  return {
    method: 'GET',
    path: resourcePath(resource, namespace),
    query: { labelSelector, fieldSelector, limit: rows, continue: next },
    accept: next === undefined ? [] : [410],
  }
}
