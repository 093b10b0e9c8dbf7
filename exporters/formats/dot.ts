import type { Format } from './format.ts'
import { compose } from './picture/compose.ts'
import type { Frame, Level, Line, LineKind, Shape, ShapeKind } from './picture/picture.ts'
import { printable } from './printable.ts'

/** Graphviz: `dot -Tsvg`. A frame for each namespace; containers are on the left, the world on the right. */
export const dot: Format = {
  contentType: 'text/vnd.graphviz; charset=utf-8',
  render: (topology, options) => {
    const { title, frames, loose, lines } = compose(topology, options)
    return [
      'digraph netloupe {',
      `  graph [${written({ ...graphStyle, label: title })}]`,
      `  node [${written(nodeStyle)}]`,
      `  edge [${written(edgeStyle)}]`,
      ...frames.flatMap(clusterOf),
      ...loose.map((shape) => `  ${nodeOf(shape)}`),
      ...lines.map((line) => `  ${edgeOf(line)}`),
      '}',
      '',
    ].join('\n')
  },
}

type Attributes = { readonly [name: string]: string | number }

const font = 'Helvetica,Arial,sans-serif'
const graphStyle = {
  rankdir: 'LR',
  compound: 'true',
  newrank: 'true',
  labelloc: 't',
  fontname: font,
  fontsize: 14,
  nodesep: 0.18,
  ranksep: 0.6,
  bgcolor: 'white',
} as const
const nodeStyle = {
  fontname: font,
  fontsize: 10,
  shape: 'box',
  style: 'filled',
  height: 0.3,
  margin: '0.12,0.06',
} as const
const edgeStyle = { fontname: font, fontsize: 9, color: '#666666', arrowsize: 0.6 } as const

const frameStyles: { readonly [R in Frame['role']]: Attributes } = {
  host: { color: '#4a6fa5', fillcolor: '#eaf0f8', penwidth: 1.5 },
  engine: { color: '#4a6fa5', fillcolor: '#eaf0f8', penwidth: 1.5 },
  container: { color: '#5a9367', fillcolor: '#edf6ee' },
  other: { color: '#999999', fillcolor: '#f5f5f5' },
}

const shapeStyles: { readonly [K in ShapeKind]: Attributes } = {
  container: { style: 'filled,rounded,bold', fillcolor: '#bfe3c4', color: '#3d7a4a', fontsize: 11 },
  stopped: { style: 'filled,rounded,dashed', fillcolor: '#f0f0f0', color: '#999999', fontcolor: '#666666' },
  bridge: { fillcolor: '#b9d0f0', color: '#2f5b95', penwidth: 1.5, fontsize: 11 },
  interface: { fillcolor: 'white', color: '#777777' },
  network: { shape: 'ellipse', fillcolor: '#d9cff0', color: '#6b4fa0' },
  port: { fillcolor: '#ffe3b0', color: '#b07a1a' },
  world: { shape: 'ellipse', fillcolor: '#dddddd', color: '#444444', fontsize: 12 },
}

const lineStyles: { readonly [K in LineKind]: Attributes } = {
  wire: { dir: 'none', penwidth: 1.6, color: '#444444', weight: 4 },
  port: { dir: 'none', color: '#2f5b95', weight: 4 },
  over: { style: 'dashed' },
  attached: { style: 'dashed', color: '#6b4fa0' },
  publishes: { color: '#b07a1a' },
  uplink: { color: '#444444', penwidth: 1.6 },
  beside: { style: 'invis', weight: 8 },
}

const levelStyles: { readonly [L in Level]: Attributes } = {
  broken: { color: '#cc0000', penwidth: 2, fontcolor: '#990000' },
  doubtful: { color: '#cc7a00', penwidth: 2 },
}

const clusterOf = ({ key, title, role, shapes }: Frame): string[] => [
  `  subgraph ${quoted(`cluster_${key}`)} {`,
  `    graph [${written({ ...frameStyles[role], label: title, style: 'filled,rounded', fontsize: 11 })}]`,
  ...shapes.map((shape) => `    ${nodeOf(shape)}`),
  '  }',
]

const nodeOf = ({ key, kind, lines, level }: Shape): string => {
  const style = { ...shapeStyles[kind], ...(level === null ? {} : levelStyles[level]) }
  return `${quoted(key)} [label=${label(lines)}, ${written(style)}]`
}

const edgeOf = ({ from, to, kind, label: words, level }: Line): string => {
  const style = { ...lineStyles[kind], ...(level === null ? {} : levelStyles[level]) }
  return `${quoted(from)} -> ${quoted(to)} [${written(words === '' ? style : { ...style, label: words })}]`
}

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'number' ? value : name === 'label' ? label([value]) : quoted(value)}`,
    )
    .join(', ')

/** A quoted ID of the DOT language: only `\"` is special in it, and a backslash at the end. */
const quoted = (id: string): string => `"${printable(id).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** An escString: a backslash begins an escape (`\N` is the name of the node), and entities are those of HTML. */
const label = (lines: readonly string[]): string =>
  `"${lines
    .map((line) => printable(line).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"'))
    .join('\\n')}"`
