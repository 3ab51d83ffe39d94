/** Faults as people write them, `<system> <what> [key=value…]`, and as JSON. One table is the grammar, the check and the help. */
import { type Fault, type FaultKind, FaultProblem } from './fault.ts'

interface Parameter {
  readonly help: string
  /** @throws FaultProblem, which says what it should be */
  readonly read: (value: unknown) => unknown
}

const number =
  (least: number, most: number, whole = true) =>
  (value: unknown): number => {
    const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    const fits =
      typeof read === 'number' && read >= least && read <= most && (!whole || Number.isInteger(read))
    if (!fits) throw new FaultProblem(`should be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`)
    return read
  }

const text = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw new FaultProblem('should be a text')
  return value
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const methods = (value: unknown): readonly string[] => {
  const words = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []
  const read = words.map((word) => String(word).toUpperCase())
  if (read.length === 0 || !read.every((word) => METHODS.includes(word))) {
    throw new FaultProblem(`should be methods with commas between, of ${METHODS.join(', ')}`)
  }
  return read
}

const MOST = 1_000_000_000
const HOUR = 3_600_000

const MATCHER: Readonly<Record<string, Parameter>> = {
  method: { help: 'GET,POST', read: methods },
  path: { help: '/api/v1/namespaces/*/secrets, /realms/**, **?watch=*', read: text },
  agent: { help: 'a pattern for the User-Agent header', read: text },
  nth: { help: 'from the nth such request on', read: number(1, MOST) },
  count: { help: 'so many times', read: number(1, MOST) },
  rate: { help: 'share of them, 0 to 1', read: number(0, 1, false) },
  seed: { help: 'which ones, with rate', read: number(0, MOST) },
}

interface KindOfFault {
  readonly help: string
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Parts of the matcher that would make no sense. */
  readonly without?: readonly string[]
}

const KINDS: Readonly<Record<FaultKind, KindOfFault>> = {
  latency: {
    help: 'waits before it carries the request out',
    parameters: {
      ms: { help: 'milliseconds (1000)', read: number(0, HOUR) },
      jitter: { help: 'up to so many ms more', read: number(0, HOUR) },
    },
  },
  error: {
    help: 'refuses with a status',
    parameters: { status: { help: 'the status, from 400 on (500)', read: number(400, 599) } },
  },
  throttle: {
    help: 'answers 429 with Retry-After',
    parameters: { seconds: { help: 'seconds to wait (1)', read: number(0, 86_400) } },
  },
  reset: { help: 'resets the connection before anything is done', parameters: {} },
  drop: { help: 'carries the request out and drops the answer', parameters: {} },
  hang: { help: 'never answers', parameters: {} },
  expire: { help: 'answers 401 to a request with credentials, once', parameters: {} },
  cut: {
    help: 'breaks the answer off, such as a watch in its middle',
    parameters: {
      lines: { help: 'behind so many lines (1)', read: number(0, MOST) },
      bytes: { help: 'behind so many bytes', read: number(0, MOST) },
      ms: { help: 'behind so many ms', read: number(0, HOUR) },
    },
  },
  gone: { help: 'answers 410 to a watch that resumes or a list that goes on, once', parameters: {} },
  stop: {
    help: 'is dead from this request on, until the fault is taken away',
    parameters: {},
    without: ['count', 'rate', 'seed'],
  },
}

const kinds = Object.keys(KINDS)

/** The grammar, for a command's help. */
export function faultHelp(systems: readonly string[]): string {
  const row = (name: string, help: string) => `  ${name.padEnd(10)} ${help}`
  const listed = (parameters: Readonly<Record<string, Parameter>>) =>
    Object.entries(parameters).map(([name, { help }]) => row('', `${name}=…`.padEnd(10) + help))
  return [
    'Faults: <system> <what> [key=value…]',
    row('system', [...systems, 'all'].join(', ')),
    ...Object.entries(KINDS).flatMap(([name, { help, parameters }]) => [
      row(name, help),
      ...listed(parameters),
    ]),
    'Which requests, for each of them:',
    ...Object.entries(MATCHER).map(([name, { help }]) => row(`${name}=…`, help)),
  ].join('\n')
}

/** Reads `kubernetes error status=503 rate=0.1`. @throws FaultProblem */
export function parseFault(line: string, systems: readonly string[]): Fault {
  const [system = '', what = '', ...pairs] = line.trim().split(/\s+/)
  const fields: Record<string, unknown> = { system, what }
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new FaultProblem(`"${pair}" is no key=value; ${example(systems)}`)
    const key = pair.slice(0, at)
    if (Object.hasOwn(fields, key)) throw new FaultProblem(`${key} is said twice`)
    fields[key] = pair.slice(at + 1)
  }
  return readFault(fields, systems)
}

/** Reads the same as an object: `{"system": "kubernetes", "what": "error", "status": 503}`. @throws FaultProblem */
export function readFault(value: unknown, systems: readonly string[]): Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FaultProblem('a fault is an object such as {"system": "kubernetes", "what": "reset"}')
  }
  const { system, what, ...rest } = value as Readonly<Record<string, unknown>>
  if (typeof system !== 'string' || ![...systems, 'all'].includes(system)) {
    throw new FaultProblem(`system ${shown(system)}: there are ${[...systems, 'all'].join(', ')}`)
  }
  if (typeof what !== 'string' || !Object.hasOwn(KINDS, what)) {
    throw new FaultProblem(`${shown(what)} is no fault: there are ${kinds.join(', ')}`)
  }
  if (what === 'gone' && system !== 'kubernetes' && system !== 'all') {
    throw new FaultProblem(`gone: ${system} has no watches; only kubernetes has`)
  }
  const { parameters, without = [] } = KINDS[what as FaultKind]
  const known: Readonly<Record<string, Parameter>> = {
    ...parameters,
    ...Object.fromEntries(Object.entries(MATCHER).filter(([name]) => !without.includes(name))),
  }
  const read = Object.entries(rest).map(([key, given]) => [key, readParameter(what, key, given, known)])
  const fault = { system, what, ...Object.fromEntries(read) }
  if (what === 'cut' && ['lines', 'bytes', 'ms'].filter((key) => key in fault).length > 1) {
    throw new FaultProblem('cut: say one of lines, bytes and ms')
  }
  return fault as unknown as Fault
}

function readParameter(
  what: string,
  key: string,
  given: unknown,
  known: Readonly<Record<string, Parameter>>,
): unknown {
  const parameter = Object.hasOwn(known, key) ? known[key] : undefined
  if (!parameter) throw new FaultProblem(`${what} has no ${key}: it has ${Object.keys(known).join(', ')}`)
  try {
    return parameter.read(given)
  } catch (error) {
    throw error instanceof FaultProblem
      ? new FaultProblem(`${key}=${shown(given)} ${error.message}, e.g. ${parameter.help}`)
      : error
  }
}

const example = ([first = 'all']: readonly string[]) =>
  `write for example "${first} error status=503 rate=0.1"`

const shown = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))
