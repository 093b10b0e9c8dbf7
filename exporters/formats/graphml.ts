import type { Format } from './format.ts'
import { nameOf } from './reading/name-of.ts'
import { type Cell, flat } from './table/flat.ts'
import { xmlEscaped } from './table/xml-text.ts'

/**
 * GraphML (http://graphml.graphdrawing.org/specification.html), as yEd, Gephi, Cytoscape and NetworkX read it. A `key` for each
 * attribute; what is nested is JSON.
 */
export const graphml: Format = {
  contentType: 'application/graphml+xml',
  render: (topology) => {
    const nodes: Element[] = topology.mapNodes((key, attributes) => ({
      opening: `node id="${xmlEscaped(key)}"`,
      tag: 'node',
      cells: new Map([...flat(attributes), ['label', nameOf(topology, key)]]),
    }))
    const edges: Element[] = topology.mapEdges((key, attributes, source, target) => ({
      opening: `edge id="${xmlEscaped(key)}" source="${xmlEscaped(source)}" target="${xmlEscaped(target)}"`,
      tag: 'edge',
      cells: flat(attributes),
    }))
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
      ...keysOf('node', nodes),
      ...keysOf('edge', edges),
      '  <graph id="topology" edgedefault="directed">',
      ...[...nodes, ...edges].map(written),
      '  </graph>',
      '</graphml>',
      '',
    ].join('\n')
  },
}

interface Element {
  readonly opening: string
  readonly tag: 'node' | 'edge'
  readonly cells: ReadonlyMap<string, Cell>
}

const keysOf = (tag: Element['tag'], elements: readonly Element[]): string[] => {
  const values = new Map<string, Cell[]>()
  for (const { cells } of elements)
    for (const [name, cell] of cells) {
      const column = values.get(name)
      if (column === undefined) values.set(name, [cell])
      else column.push(cell)
    }
  return [...values].map(
    ([name, cells]) =>
      `  <key id="${tag}.${xmlEscaped(name)}" for="${tag}" attr.name="${xmlEscaped(name)}" attr.type="${typeOf(cells)}"/>`,
  )
}

const written = ({ opening, tag, cells }: Element): string =>
  [
    `    <${opening}>`,
    ...[...cells].map(([name, cell]) => `      <data key="${tag}.${xmlEscaped(name)}">${xmlEscaped(`${cell}`)}</data>`),
    `    </${tag}>`,
  ].join('\n')

/** `long` is signed and has 64 bits; a counter that is larger makes its column text. */
const largest = 2n ** 63n - 1n

const isInteger = (cell: Cell): boolean =>
  typeof cell === 'bigint' ? cell <= largest && cell >= -largest : Number.isSafeInteger(cell)

const typeOf = (cells: readonly Cell[]): 'boolean' | 'long' | 'double' | 'string' => {
  if (cells.every((cell) => typeof cell === 'boolean')) return 'boolean'
  if (cells.every(isInteger)) return 'long'
  return cells.every((cell) => typeof cell === 'number') ? 'double' : 'string'
}
