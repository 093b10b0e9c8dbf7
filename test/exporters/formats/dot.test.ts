import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dot } from '../../../exporters/formats/dot.ts'
import { expectGolden } from './golden.ts'
import { hostileTopology } from './hostile-topology.ts'
import { sampleTopology } from './sample-topology.ts'

const { topology, options } = sampleTopology()

/** Graphviz reads any number of graphs; what it does not understand it says on standard error. */
const graphviz = (format: string, input: string): string => {
  const { status, stdout, stderr, error } = spawnSync('dot', [`-T${format}`], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (error !== undefined)
    throw new Error('Graphviz is needed for this test: apt-get install graphviz', { cause: error })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

test('the sample is written as it was', async () => {
  expectGolden('sample.dot', await dot.render(topology, options))
})

test('Graphviz draws the sample, with every name in it, and without a link', async () => {
  const svg = graphviz('svg', await dot.render(topology, options))
  for (const name of ['web', 'eth0.10', 'veth1111111', 'br-backend', '172.18.0.2/16', 'not connected', '*:8080→80/tcp'])
    expect(svg.replaceAll('&#45;', '-')).toContain(name)
  expect(svg).not.toMatch(/href|<script/)
})

test('Graphviz understands whatever somebody chose as a name', async () => {
  const samples = fc.sample(hostileTopology, 200)
  const graphs = await Promise.all(samples.map((sample) => dot.render(sample.topology, sample.options)))
  const canonical = graphviz('canon', graphs.join('\n'))
  expect(canonical.match(/^digraph netloupe \{$/gm)).toHaveLength(graphs.length)
  expect(canonical.match(/^\tgraph \[/gm)?.length).toBeGreaterThanOrEqual(graphs.length)
})
