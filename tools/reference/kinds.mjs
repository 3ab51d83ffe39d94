/** docs/reference/kinds.md: the catalogue, with the words at the head of each kind's file. */
import { code, generated, sentences, table } from './markdown.mjs'

const marks = {
  own: 'on the thing itself',
  ledger: 'in the ledger',
  parent: 'none of its own',
}

const systems = { kubernetes: 'Kubernetes', keycloak: 'Keycloak', harbor: 'Harbor', istio: 'Istio' }
const risks = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes']

export async function kindPage({ load, read }) {
  const { catalogue } = await load('kinds/catalogue.ts')
  const parts = [
    generated('src/kinds'),
    '# Managed kinds',
    [
      `There are ${catalogue.length}, each in one file of \`src/kinds\`.`,
      'A mark says that a thing is ours; [ownership](../concepts/ownership.md) tells what follows from it.',
      'What a kind needs is made before it and removed after it; [order](../concepts/order.md) tells how.',
      'A risk has to be approved by its name, with `--approve`.',
    ].join('\n'),
    table(
      ['kind', 'mark', 'inside of', 'needs', 'removed with `--prune`'],
      catalogue.map((kind) => [
        `[${code(kind.name)}](#${anchor(kind.name)})`,
        marks[kind.mark],
        kind.parent ? code(kind.parent) : '',
        (kind.needs ?? []).map(code).join(', '),
        kind.removable === false ? 'never' : 'yes',
      ]),
    ),
    ...Object.entries(systems).flatMap(([system, title]) => [
      `## ${title}`,
      ...catalogue.filter(({ name }) => name.startsWith(`${system}.`)).map((kind) => section(kind, read)),
    ]),
  ]
  return `${parts.join('\n\n')}\n`
}

function section(kind, read) {
  const [system, thing] = kind.name.split('.')
  const file = `src/kinds/${system}/${thing}.ts`
  const words = headOf(read(file), file)
  const facts = [
    ['mark', marks[kind.mark]],
    ['making it may cost', riskWords(risksIn(kind.creationRisks))],
    ['changing it may cost', riskWords(risksIn(kind.risks))],
    [
      'removing it costs',
      kind.removable === false ? 'it is never removed' : riskWords(kind.removalRisks ?? []),
    ],
    ['fixed once made', (kind.immutable ?? []).map(code).join(', ')],
  ].filter(([, text]) => text !== '')
  return [`### ${kind.name}`, words, table(['', ''], facts), `[${file}](../../${file})`].join('\n\n')
}

/** The comment at the head of a kind's file, without what only its reader can follow. */
function headOf(text, file) {
  const head = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1]
  if (head === undefined) throw new Error(`${file} does not begin with a doc comment`)
  const paragraphs = head
    .replaceAll(/^[ \t]*\*? ?/gm, '')
    .trim()
    .split(/\n\s*\n/)
  return paragraphs
    .map((one) =>
      sentences(
        one
          .replaceAll(
            /\s*\((?:reference|[Hh]arbor contract|[Kk]ubernetes contract|mesh contract|kubernetes)[^()]*\)/g,
            '',
          )
          .replaceAll(/\s*reference[/:][^.]*\.md §[\d.]*/g, ''),
      ),
    )
    .join('\n\n')
}

/** The risks that a kind's function can answer with, found in its text: which one it is depends on what changes. */
function risksIn(judge) {
  const text = judge?.toString() ?? ''
  return risks.filter((risk) => text.includes(risk))
}

function riskWords(found) {
  return found.map(code).join(', ')
}

function anchor(name) {
  return name.replaceAll('.', '')
}
