/** Who holds which blob: repositories, by which they are pulled, and projects, whose quota they count on. */
import type { Store } from '../../store/store.ts'

/** Holders of blobs. */
export interface BlobLinks {
  linked(repository: string, digest: string): boolean
  inProject(projectId: number, digest: string): boolean
  /** @returns whether the project did not hold it before */
  link(projectId: number, repository: string, digest: string): boolean
  /** @returns whether the project held it */
  unlink(projectId: number, digest: string): boolean
  /** Does any project hold it? */
  held(digest: string): boolean
  /** Takes away what repositories still name, but is no more. */
  forget(gone: (digest: string) => boolean): void
}

/** @param store where the links are kept */
export function openBlobLinks(store: Store): BlobLinks {
  const repositories = store.table<1>('harbor.repository-blobs')
  const projects = store.table<1>('harbor.project-blobs')
  const holders = new Map<string, Set<string>>()
  const hold = (project: string, digest: string) => {
    const set = holders.get(digest)
    if (set) set.add(project)
    else holders.set(digest, new Set([project]))
  }
  for (const key of projects.keys()) {
    const [project = '', digest = ''] = key.split(' ')
    hold(project, digest)
  }
  return {
    linked: (repository, digest) => repositories.has(`${repository} ${digest}`),
    inProject: (projectId, digest) => projects.has(`${projectId} ${digest}`),
    link(projectId, repository, digest) {
      if (!repositories.has(`${repository} ${digest}`)) repositories.set(`${repository} ${digest}`, 1)
      if (projects.has(`${projectId} ${digest}`)) return false
      projects.set(`${projectId} ${digest}`, 1)
      hold(String(projectId), digest)
      return true
    },
    unlink(projectId, digest) {
      holders.get(digest)?.delete(String(projectId))
      return projects.delete(`${projectId} ${digest}`)
    },
    held: (digest) => (holders.get(digest)?.size ?? 0) > 0,
    forget(gone) {
      for (const key of [...repositories.keys()]) {
        if (gone(key.split(' ')[1] ?? '')) repositories.delete(key)
      }
    },
  }
}
