/** ValidatingAdmissionPolicies and their bindings: defaults, and expressions that must compile. */
import { undeclared } from '../cel/check.ts'
import { asList, asObject, asText, asTexts, at, fieldOf, isObject, type JsonObject } from '../object.ts'
import type { Problems } from '../problems.ts'
import type { Behaviour } from './resource.ts'

/** What expressions of a policy may speak of. */
const VARIABLES = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'authorizer', 'variables']

function defaultMatch(match: JsonObject): void {
  match['matchPolicy'] ??= 'Equivalent'
  match['namespaceSelector'] ??= {}
  match['objectSelector'] ??= {}
  for (const rules of ['resourceRules', 'excludeResourceRules']) {
    for (const rule of asList(match[rules]).filter(isObject)) rule['scope'] ??= '*'
  }
}

function checkExpression(text: string, field: string, problems: Problems): void {
  if (text.trim() === '') {
    problems.required(field, 'expression is not specified')
    return
  }
  const error = undeclared(text, VARIABLES)
  if (error !== undefined) problems.invalid(field, text, `compilation failed: ${error}`)
}

/** @see contract 32-tenant-guard */
export const admissionPolicy: Behaviour = {
  generation: true,
  createOnUpdate: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    spec['failurePolicy'] ??= 'Fail'
    const match = spec['matchConstraints']
    if (isObject(match)) defaultMatch(match)
  },
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? {}
  },
  check: (object, _before, problems) => {
    const spec = asObject(object['spec'])
    if (!isObject(spec['matchConstraints'])) problems.required('spec.matchConstraints')
    else if (asList(spec['matchConstraints']['resourceRules']).length === 0) {
      problems.required('spec.matchConstraints.resourceRules')
    }
    const lists = ['variables', 'matchConditions', 'validations', 'auditAnnotations']
    for (const list of lists) {
      for (const [index, item] of asList(spec[list]).map(asObject).entries()) {
        const field = list === 'auditAnnotations' ? 'valueExpression' : 'expression'
        checkExpression(asText(item[field]), `spec.${list}[${index}].${field}`, problems)
        const message = asText(item['messageExpression'])
        if (message !== '') checkExpression(message, `spec.${list}[${index}].messageExpression`, problems)
      }
    }
    if (asList(spec['validations']).length === 0 && asList(spec['auditAnnotations']).length === 0) {
      problems.required('spec.validations', 'validations or auditAnnotations must contain at least one item')
    }
  },
  columns: [
    {
      name: 'Validations',
      type: 'integer',
      cell: (object) => asList(at(object, 'spec', 'validations')).length,
    },
    { name: 'ParamKind', cell: (object) => asText(at(object, 'spec', 'paramKind', 'kind')) || '<unset>' },
  ],
}

const ACTIONS = ['Audit', 'Deny', 'Warn']

/** @see contract 32-tenant-guard */
export const admissionPolicyBinding: Behaviour = {
  generation: true,
  createOnUpdate: true,
  defaults: (draft) => {
    const match = at(draft, 'spec', 'matchResources')
    if (isObject(match)) defaultMatch(match)
  },
  check: (object, _before, problems) => {
    const spec = asObject(object['spec'])
    const actions = asTexts(spec['validationActions'])
    if (asText(spec['policyName']) === '') problems.required('spec.policyName')
    if (actions.length === 0) problems.required('spec.validationActions')
    for (const [index, action] of actions.entries()) {
      if (!ACTIONS.includes(action)) problems.unsupported(`spec.validationActions[${index}]`, action, ACTIONS)
    }
    if (actions.includes('Deny') && actions.includes('Warn')) {
      problems.invalid(
        'spec.validationActions',
        actions,
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      )
    }
  },
  columns: [
    { name: 'PolicyName', cell: (object) => asText(at(object, 'spec', 'policyName')) },
    { name: 'ParamRef', cell: (object) => asText(at(object, 'spec', 'paramRef', 'name')) || '<unset>' },
  ],
}
