/**
 * Whether a pod's spec makes sense.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go ValidatePodSpec
 */
import { dnsLabel, dnsSubdomain } from '../names.ts'
import { asList, asObject, asText, isObject, type JsonObject, type JsonValue } from '../object.ts'
import type { Problems } from '../problems.ts'
import { quantityOf } from '../types/quantity.ts'
import { NO_PORT, portNameProblems } from './addresses.ts'

/** What is wrong with a pod's spec. @param field where it is, e.g. `spec.template.spec` */
export function checkPodSpec(spec: JsonObject, field: string, problems: Problems): void {
  const volumes = checkVolumes(asList(spec['volumes']).map(asObject), `${field}.volumes`, problems)
  const names = new Set<string>()
  const containers = asList(spec['containers']).map(asObject)
  if (containers.length === 0) problems.required(`${field}.containers`)
  for (const [list, members] of [
    ['initContainers', asList(spec['initContainers']).map(asObject)],
    ['containers', containers],
  ] as const) {
    for (const [index, container] of members.entries()) {
      const place = `${field}.${list}[${index}]`
      checkName(asText(container['name']), `${place}.name`, names, problems)
      checkContainer(container, place, volumes, problems)
    }
  }
  oneOf(spec, 'restartPolicy', ['Always', 'OnFailure', 'Never'], field, problems)
  oneOf(spec, 'dnsPolicy', ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'], field, problems)
  const account = asText(spec['serviceAccountName'])
  if (account !== '')
    for (const problem of dnsSubdomain(account))
      problems.invalid(`${field}.serviceAccountName`, account, problem)
}

function oneOf(
  object: JsonObject,
  name: string,
  supported: readonly string[],
  field: string,
  problems: Problems,
): void {
  const given = asText(object[name])
  if (given !== '' && !supported.includes(given)) problems.unsupported(`${field}.${name}`, given, supported)
}

function checkName(name: string, field: string, names: Set<string>, problems: Problems): void {
  if (name === '') {
    problems.required(field)
    return
  }
  for (const problem of dnsLabel(name)) problems.invalid(field, name, problem)
  if (names.has(name)) problems.duplicate(field, name)
  names.add(name)
}

function checkVolumes(volumes: readonly JsonObject[], field: string, problems: Problems): Set<string> {
  const names = new Set<string>()
  for (const [index, volume] of volumes.entries()) {
    const place = `${field}[${index}]`
    checkName(asText(volume['name']), `${place}.name`, names, problems)
    const [first, ...more] = Object.keys(volume).filter((key) => key !== 'name')
    if (first === undefined) problems.required(place, 'must specify a volume type')
    for (const kind of more) problems.forbidden(`${place}.${kind}`, 'may not specify more than 1 volume type')
  }
  return names
}

function checkContainer(
  container: JsonObject,
  field: string,
  volumes: ReadonlySet<string>,
  problems: Problems,
): void {
  const image = asText(container['image'])
  if (image === '') problems.required(`${field}.image`)
  if (image !== image.trim())
    problems.invalid(`${field}.image`, image, 'must not have leading or trailing whitespace')
  oneOf(container, 'imagePullPolicy', ['Always', 'IfNotPresent', 'Never'], field, problems)
  oneOf(container, 'terminationMessagePolicy', ['FallbackToLogsOnError', 'File'], field, problems)
  checkContainerPorts(asList(container['ports']).map(asObject), `${field}.ports`, problems)
  for (const [index, variable] of asList(container['env']).map(asObject).entries()) {
    const place = `${field}.env[${index}]`
    if (asText(variable['name']) === '') problems.required(`${place}.name`)
    if (isObject(variable['valueFrom']) && asText(variable['value']) !== '')
      problems.invalid(`${place}.valueFrom`, '', 'may not be specified when `value` is not empty')
  }
  checkMounts(asList(container['volumeMounts']).map(asObject), `${field}.volumeMounts`, volumes, problems)
  checkResources(asObject(container['resources']), `${field}.resources`, problems)
}

const outside = (port: JsonValue | undefined): boolean =>
  typeof port === 'number' && (port < 1 || port > 65_535)

function checkContainerPorts(ports: readonly JsonObject[], field: string, problems: Problems): void {
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const place = `${field}[${index}]`
    const name = asText(port['name'])
    const bad = name === '' ? [] : portNameProblems(name)
    for (const problem of bad) problems.invalid(`${place}.name`, name, problem)
    if (bad.length === 0 && names.has(name)) problems.duplicate(`${place}.name`, name)
    if (name !== '') names.add(name)
    if ((port['containerPort'] ?? 0) === 0) problems.required(`${place}.containerPort`)
    else if (outside(port['containerPort']))
      problems.invalid(`${place}.containerPort`, port['containerPort'], NO_PORT)
    if (outside(port['hostPort'])) problems.invalid(`${place}.hostPort`, port['hostPort'], NO_PORT)
    oneOf(port, 'protocol', ['SCTP', 'TCP', 'UDP'], place, problems)
  }
}

function checkMounts(
  mounts: readonly JsonObject[],
  field: string,
  volumes: ReadonlySet<string>,
  problems: Problems,
): void {
  const paths = new Set<string>()
  for (const [index, mount] of mounts.entries()) {
    const place = `${field}[${index}]`
    const [name, path] = [asText(mount['name']), asText(mount['mountPath'])]
    if (name === '') problems.required(`${place}.name`)
    if (!volumes.has(name))
      problems.add('FieldValueNotFound', `${place}.name`, `Not found: ${JSON.stringify(name)}`)
    if (path === '') problems.required(`${place}.mountPath`)
    if (paths.has(path)) problems.invalid(`${place}.mountPath`, path, 'must be unique')
    paths.add(path)
  }
}

function checkResources(resources: JsonObject, field: string, problems: Problems): void {
  const [limits, requests] = [asObject(resources['limits']), asObject(resources['requests'])]
  for (const [part, values] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const [name, value] of Object.entries(values).sort()) {
      const place = `${field}.${part}[${name}]`
      if (!isResourceName(name)) {
        problems.invalid(place, name, 'must be a standard resource type or fully qualified')
        problems.invalid(place, name, 'must be a standard resource for containers')
      }
      if (quantityOf(value).nano < 0n) problems.invalid(place, value, 'must be greater than or equal to 0')
      const limit = part === 'requests' ? limits[name] : undefined
      if (limit !== undefined && quantityOf(value).nano > quantityOf(limit).nano) {
        const why = `must be less than or equal to ${name} limit of ${asText(limit)}`
        problems.invalid(`${field}.requests`, value, why)
      }
    }
  }
}

const isResourceName = (name: string): boolean =>
  ['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-') || name.includes('/')
