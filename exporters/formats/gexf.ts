import { MultiDirectedGraph } from 'graphology'
import type { NodeKind, Topology } from '../../agent/topology/graph.ts'
import type { Format } from './format.ts'
import { nameOf } from './reading/name-of.ts'
import { type Cell, flat } from './table/flat.ts'
import { byNumber, xmlText } from './table/xml-text.ts'

/** The writer comes with an XML parser: it takes as long to load as all the rest. */
const load = () => import('graphology-gexf')

/** GEXF 1.2 (https://gexf.net), the format of Gephi, by graphology's writer. What is nested is JSON. */
export const gexf: Format = {
  contentType: 'application/gexf+xml',
  load,
  render: async (topology) => {
    const { write } = await load()
    const document = write(writableCopy(topology), {
      version: '1.2',
      formatNode: (_key, { label, cells, color }) => ({ label, attributes: cells, viz: { color } }),
      formatEdge: (_key, { label, cells }) => ({ label, attributes: cells }),
    })
    return `${byNumber(document)}\n`
  },
}

type Cells = { readonly [name: string]: string | number | boolean }

/** The writer knows neither bigint nor what XML forbids, and writes keys as they are. */
const writableCopy = (topology: Topology) => {
  const copy = new MultiDirectedGraph<{ label: string; cells: Cells; color: string }, { label: string; cells: Cells }>()
  topology.forEachNode((key, attributes) => {
    const label = nameOf(topology, key)
    copy.mergeNode(xmlText(key), { label, cells: writableCells(flat(attributes)), color: colors[attributes.kind] })
  })
  topology.forEachEdge((key, attributes, from, to) => {
    const cells = writableCells(flat(attributes))
    copy.mergeEdgeWithKey(xmlText(key), xmlText(from), xmlText(to), { label: attributes.kind, cells })
  })
  return copy
}

const colors: { readonly [K in NodeKind]: string } = {
  host: '#444444',
  netns: '#9db8d9',
  container: '#3d9a50',
  interface: '#aaaaaa',
  network: '#7d5fb8',
  port: '#e09a20',
  world: '#000000',
}

const writableCells = (cells: ReadonlyMap<string, Cell>): Cells =>
  Object.fromEntries([...cells].map(([name, cell]) => [name, writableCell(cell)]))

/** A counter beyond 2^53 - 1 is text. */
const writableCell = (cell: Cell): string | number | boolean => {
  if (typeof cell === 'string') return xmlText(cell)
  if (typeof cell !== 'bigint') return cell
  return cell <= Number.MAX_SAFE_INTEGER ? Number(cell) : `${cell}`
}
