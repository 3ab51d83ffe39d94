/** Text with escape codes as SVG that follows the reader's light or dark scheme. */

const cell = { width: 7.2, height: 17 }
const margin = { x: 16, y: 14 }

/** An escape code that sets a style, with its numbers. */
const codes = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`, 'g')

/** A line as it reads. */
export function plain(line) {
  return line.replaceAll(codes, '')
}

/** What picocolors writes: the codes that begin a style, and the class for each. */
const begins = { 1: 'b', 2: 'd', 31: 'r', 32: 'g', 33: 'y', 35: 'm', 36: 'c' }
/** The codes that end one, with the classes that they end. */
const ends = { 22: ['b', 'd'], 39: ['r', 'g', 'y', 'm', 'c'], 0: Object.values(begins) }

const style = `
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328;white-space:pre}
rect{fill:#f6f8fa;stroke:#d1d9e0}
.b{font-weight:600}.d{fill:#59636e}.r{fill:#d1242f}.g{fill:#1a7f37}.y{fill:#9a6700}.m{fill:#8250df}.c{fill:#0969da}
@media(prefers-color-scheme:dark){
text{fill:#e6edf3}rect{fill:#0d1117;stroke:#3d444d}
.d{fill:#9198a1}.r{fill:#ff7b72}.g{fill:#3fb950}.y{fill:#d29922}.m{fill:#bc8cff}.c{fill:#58a6ff}}`

/** @param command shown in the first line @param lines what a terminal would get */
export function draw(command, lines) {
  const rows = [[{ at: 0, text: command, classes: ['d'] }], [], ...lines.map(runs)]
  const columns = Math.max(...rows.flat().map(({ at, text }) => at + [...text].length))
  const width = Math.ceil(columns * cell.width + 2 * margin.x)
  const height = Math.ceil(rows.length * cell.height + 2 * margin.y)
  const texts = rows.flatMap((row, index) => row.map((run) => textOf(run, index)))
  const label = `${command.replace('$ ', '').replaceAll(/ +/g, ' ')} in a terminal`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">
<style>${style}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>
${texts.join('\n')}
</svg>
`
}

/** Each run stands at its own column and is given its length, so that columns meet in any font. */
function textOf({ at, text, classes }, row) {
  const x = round(margin.x + at * cell.width)
  const y = round(margin.y + row * cell.height + 12)
  const length = round([...text].length * cell.width)
  const named = classes.length > 0 ? ` class="${classes.join(' ')}"` : ''
  return `<text x="${x}" y="${y}" textLength="${length}"${named}>${escaped(text)}</text>`
}

/** A line cut where its style changes and where two blanks or more stand. */
function runs(line) {
  const found = []
  let classes = []
  let at = 0
  // Between texts stand the numbers of the codes.
  for (const [index, part] of line.split(codes).entries()) {
    if (index % 2 === 1) {
      classes = part.split(';').reduce(styled, classes)
      continue
    }
    for (const word of part.split(/( {2,}|^ +)/)) {
      const lead = word.length - word.trimStart().length
      if (word.trim() !== '') found.push({ at: at + lead, text: word.trim(), classes })
      at += [...word].length
    }
  }
  return found
}

function styled(classes, number) {
  const begun = begins[number]
  if (begun) return [...classes, begun]
  const ended = ends[number || 0] ?? []
  return classes.filter((one) => !ended.includes(one))
}

function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function round(number) {
  return Math.round(number * 10) / 10
}
