import fc from 'fast-check'
import { MultiDirectedGraph } from 'graphology'
import { expect, test } from 'vitest'
import { json } from '../../../exporters/formats/json.ts'
import { hostileTopology } from './hostile-topology.ts'
import { sampleTopology } from './sample-topology.ts'

test("graphology reads its own form back: every node, every edge, and the graph's moment", async () => {
  const { topology, options } = sampleTopology()
  const read = MultiDirectedGraph.from(JSON.parse(await json.render(topology, options)))
  expect(read.nodes()).toEqual(topology.nodes())
  expect(read.edges()).toEqual(topology.edges())
  expect(read.getAttribute('takenAt')).toBe(options.snapshot.takenAt)
  expect(read.getAttribute('problems')).toEqual(options.snapshot.problems)
  expect(read.getNodeAttribute('if:4026531840/2', 'counters')).toEqual({ rxBytes: '9223372036854775808', txBytes: 12 })
})

test('it is one line without a raw control character, and loses none', async () => {
  await fc.assert(
    fc.asyncProperty(hostileTopology, async ({ topology, options }) => {
      const line = await json.render(topology, options)
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(MultiDirectedGraph.from(JSON.parse(line)).nodes()).toEqual(topology.nodes())
    }),
  )
})
