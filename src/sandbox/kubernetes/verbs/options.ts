/** The options of a write, from its query: dry run, field manager, field validation. */
import type { Call } from '../api.ts'
import { collectProblems } from '../problems.ts'
import { invalid } from '../status.ts'

export interface WriteOptions {
  readonly dryRun: boolean
  readonly manager: string
  readonly validation: 'Ignore' | 'Warn' | 'Strict'
  readonly force: boolean
}

const VALIDATIONS = ['Ignore', 'Strict', 'Warn']

/** @throws {ApiError} 422 for words that are no option */
export function readOptions(call: Call, kind: string, apply = false): WriteOptions {
  const { query } = call.target
  const problems = collectProblems()
  const manager = query.get('fieldManager') ?? ''
  const force = query.get('force')
  const dryRun = query.getAll('dryRun').filter((word) => word !== '')
  const validation = query.get('fieldValidation') ?? ''
  if (apply && manager === '') problems.required('fieldManager', 'is required for apply patch')
  if (kind === 'PatchOptions' && !apply && force !== null && force !== '') {
    problems.forbidden('force', 'may not be specified for non-apply patch')
  }
  if (Buffer.byteLength(manager) > 128) problems.tooLong('fieldManager', 128)
  if (dryRun.some((word) => word !== 'All')) problems.unsupported('dryRun', dryRun, ['All'])
  if (validation !== '' && !VALIDATIONS.includes(validation)) {
    problems.unsupported('fieldValidation', validation, ['', ...VALIDATIONS])
  }
  if (problems.causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind, name: '' }, problems.causes)
  return {
    dryRun: dryRun.length > 0,
    manager: manager === '' ? call.userAgent.split('/')[0] || 'unknown' : manager,
    validation: validation === 'Ignore' || validation === 'Strict' ? validation : 'Warn',
    force: force === 'true' || force === '1',
  }
}
