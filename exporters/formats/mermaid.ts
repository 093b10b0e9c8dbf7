import type { Format } from './format.ts'
import { compose } from './picture/compose.ts'
import type { Frame, Line, LineKind, Shape, ShapeKind } from './picture/picture.ts'
import { printable } from './printable.ts'

/** A flowchart of Mermaid, as GitHub and GitLab draw it in Markdown. A subgraph for each namespace. */
export const mermaid: Format = {
  // https://www.iana.org/assignments/media-types/application/vnd.mermaid
  contentType: 'application/vnd.mermaid',
  render: (topology, options) => {
    const { title, frames, loose, lines } = compose(topology, options)
    const idOf = identifiers()
    return [
      'flowchart LR',
      `  title[${label([title])}]`,
      ...frames.flatMap((frame) => subgraphOf(frame, idOf)),
      ...loose.map((shape) => `  ${nodeOf(shape, idOf)}`),
      ...lines.map((line) => `  ${edgeOf(line, idOf)}`),
      ...Object.entries(classes).map(([name, style]) => `  classDef ${name} ${style}`),
      '  class title heading',
      '',
    ].join('\n')
  },
}

/** Words that may be chosen by nobody but us: Mermaid takes styles from the text of the diagram. */
const classes: { readonly [K in ShapeKind | 'broken' | 'doubtful' | 'heading' | 'place']: string } = {
  container: 'fill:#bfe3c4,stroke:#3d7a4a,stroke-width:2px,color:#000',
  stopped: 'fill:#f0f0f0,stroke:#999,color:#666,stroke-dasharray:4 3',
  bridge: 'fill:#b9d0f0,stroke:#2f5b95,stroke-width:2px,color:#000',
  interface: 'fill:#fff,stroke:#777,color:#000',
  network: 'fill:#d9cff0,stroke:#6b4fa0,color:#000',
  port: 'fill:#ffe3b0,stroke:#b07a1a,color:#000',
  world: 'fill:#ddd,stroke:#444,color:#000',
  broken: 'fill:#ffd9d9,stroke:#c00,stroke-width:3px,color:#900',
  doubtful: 'fill:#fff1d9,stroke:#c70,stroke-width:2px,color:#000',
  heading: 'fill:none,stroke:none',
  place: 'fill:#f5f8fc,stroke:#4a6fa5,color:#000',
}

const brackets: { readonly [K in ShapeKind]: readonly [string, string] } = {
  container: ['(', ')'],
  stopped: ['(', ')'],
  bridge: ['[', ']'],
  interface: ['[', ']'],
  network: ['([', '])'],
  port: ['>', ']'],
  world: ['((', '))'],
}

const arrows: { readonly [K in LineKind]: string } = {
  wire: '---',
  port: '---',
  over: '-.->',
  attached: '-.->',
  publishes: '-->',
  uplink: '-->',
  beside: '~~~',
}

type Identify = (key: string) => string

/** Ids have letters, digits and underscores. Two keys that become the same id are told apart by a number. */
const identifiers = (): Identify => {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  return (key) => {
    const known = ids.get(key)
    if (known !== undefined) return known
    const plain = key.replace(/[^A-Za-z0-9]+/g, '_')
    let id = plain
    for (let number = 2; taken.has(id); number++) id = `${plain}__${number}`
    taken.add(id)
    ids.set(key, id)
    return id
  }
}

const subgraphOf = ({ key, title, shapes }: Frame, idOf: Identify): string[] => [
  `  subgraph ${idOf(key)}[${label([title])}]`,
  ...shapes.map((shape) => `    ${nodeOf(shape, idOf)}`),
  '  end',
  `  class ${idOf(key)} place`,
]

const nodeOf = ({ key, kind, lines, level }: Shape, idOf: Identify): string => {
  const [open, close] = brackets[kind]
  return `${idOf(key)}${open}${label(lines)}${close}:::${level ?? kind}`
}

const edgeOf = ({ from, to, kind, label: words }: Line, idOf: Identify): string =>
  `${idOf(from)} ${arrows[kind]}${words === '' ? '' : `|${label([words])}|`} ${idOf(to)}`

/** Everything that could mean something to Mermaid, Markdown or HTML: also `%`, which begins a directive wherever it stands. */
const special = /[^\p{L}\p{N} .,:/()=+·→⇄✗-]/gu

/** A quoted label. Mermaid's entity code for a character is `#NUMBER;`. */
const label = (lines: readonly string[]): string =>
  `"${lines
    .map((line) => printable(line).replace(special, (character) => `#${character.codePointAt(0)};`))
    .join('<br/>')}"`
