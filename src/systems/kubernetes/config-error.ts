/** What is wrong with the description of a cluster. */
import { SystemError } from '../../core/error.ts'

/** A sentence that names the file and the field. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
}

/** The fault as everybody else sees it. */
export function configError(fault: ConfigFault): SystemError {
  return new SystemError(`Kubernetes: ${fault.message}.`, {
    system: 'kubernetes',
    verdict: 'refused',
    status: 0,
    cause: fault,
  })
}
