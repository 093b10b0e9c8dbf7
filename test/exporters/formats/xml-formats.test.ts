import fc from 'fast-check'
import { MultiDirectedGraph } from 'graphology'
import { parse as parseGexf } from 'graphology-gexf'
import { parse as parseGraphml } from 'graphology-graphml'
import { describe, expect, test } from 'vitest'
import type { EdgeAttributes, NodeAttributes, Topology } from '../../../agent/topology/graph.ts'
import { gexf } from '../../../exporters/formats/gexf.ts'
import { graphml } from '../../../exporters/formats/graphml.ts'
import { flat } from '../../../exporters/formats/table/flat.ts'
import { xmlText } from '../../../exporters/formats/table/xml-text.ts'
import { hostileTopology } from './hostile-topology.ts'
import { sampleTopology } from './sample-topology.ts'

const { topology, options } = sampleTopology()

type Attributes = { readonly [name: string]: unknown }

const formats = [
  ['graphml', graphml, (document: string) => parseGraphml<Attributes>(MultiDirectedGraph, document)],
  ['gexf', gexf, (document: string) => parseGexf<Attributes>(MultiDirectedGraph, document)],
] as const

/** What must be read back: keys and texts as XML can write them, and numbers as JavaScript has them. */
const expectSame = (read: MultiDirectedGraph, written: Topology): void => {
  expect(read.nodes()).toEqual(written.mapNodes((key) => xmlText(key)))
  expect(read.mapEdges((key, _attributes, from, to) => [key, from, to])).toEqual(
    written.mapEdges((key, _attributes, from, to) => [key, from, to].map(xmlText)),
  )
  written.forEachNode((key, attributes) => expectCells(read.getNodeAttributes(xmlText(key)), attributes))
  written.forEachEdge((key, attributes) => expectCells(read.getEdgeAttributes(xmlText(key)), attributes))
}

/** An empty text is no value in GEXF. */
const expectCells = (read: Attributes, written: NodeAttributes | EdgeAttributes): void => {
  for (const [name, cell] of flat(written)) if (cell !== '') expect(String(read[name]), name).toBe(readBack(cell))
}

const readBack = (cell: string | number | boolean | bigint): string =>
  typeof cell === 'string' ? xmlText(cell) : `${cell}`

describe.each(formats)('%s', (_name, format, parse) => {
  test('is read back by its parser: every node, every edge, every attribute', async () => {
    expectSame(parse(await format.render(topology, options)), topology)
  })

  test('has a column for each counter, and one of JSON for what is nested', async () => {
    const read = parse(await format.render(topology, options))
    expect(read.getNodeAttribute('if:4026531840/2', 'counters.rxBytes')).toBe('9223372036854775808')
    expect(JSON.parse(String(read.getNodeAttribute('if:4026531840/2', 'addresses')))).toContain('172.16.0.2/30')
  })

  test('has a label for programs that draw', async () => {
    const read = parse(await format.render(topology, options))
    expect(read.getNodeAttribute('if:4026531840/2', 'label')).toBe('eth0')
  })

  test('is read back whatever somebody chose as a name, and shows no control character', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTopology, async (sample) => {
        const document = await format.render(sample.topology, sample.options)
        expect(document.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expectSame(parse(document), sample.topology)
      }),
    )
  })
})

test('GraphML says of numbers that they are numbers', async () => {
  const document = await graphml.render(topology, options)
  expect(document).toContain('attr.name="mtu" attr.type="long"')
  expect(document).toContain('attr.name="counters.txBytes" attr.type="long"')
  expect(document).toContain('attr.name="counters.rxBytes" attr.type="string"')
  expect(document).toContain('attr.name="up" attr.type="boolean"')
})
