/** Errors of the registry behind Harbor (distribution), which come through as they are. */
import type { Reply } from '../wire/reply.ts'
import { API_VERSION } from './challenge.ts'

/** One error of distribution's own envelope. */
export interface DistributionError {
  readonly code: string
  readonly message: string
  readonly detail?: unknown
}

/** @param status with which distribution answers it */
export const distributionErrors = (status: number, ...errors: readonly DistributionError[]): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...API_VERSION },
  body: `${JSON.stringify({ errors })}\n`,
})

/** A blob that the repository does not have. */
export const blobUnknown = (digest: string): Reply =>
  distributionErrors(404, {
    code: 'BLOB_UNKNOWN',
    message: 'blob unknown to registry',
    detail: { Digest: digest },
  })

/** An upload that is none, or is over. */
export const uploadUnknown = (): Reply =>
  distributionErrors(404, {
    code: 'BLOB_UPLOAD_UNKNOWN',
    message: 'blob upload unknown to registry',
    detail: {},
  })

/** Bytes that are not what was said. */
export const digestInvalid = (digest: string): Reply =>
  distributionErrors(400, {
    code: 'DIGEST_INVALID',
    message: 'provided digest did not match uploaded content',
    detail: { Digest: digest, Reason: {} },
  })
