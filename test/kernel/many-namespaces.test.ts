import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTopology } from '../../agent/topology/build.ts'
import { type Lab, type ManyNamespaces, openLab } from '../lab/lab.ts'
import { lookAtHost, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'

const count = 700
let lab: Lab
let many: ManyNamespaces

beforeAll(async () => {
  lab = await openLab()
  many = await lab.manyNamespaces(count)
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

test('the first look knows the other end of every veth, however many numbers the hub gives at once', async () => {
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  expect(snapshot.problems.filter(({ kind }) => kind === 'interrupted')).toEqual([])
  expect(recordsAt(snapshot, 'links', many.host).filter(({ info }) => info?.link?.kind === 'veth')).toHaveLength(count)
  const graph = buildTopology(snapshot)
  const host = `if:${many.host.inode}/`
  const pairs = graph.filterEdges(
    (_, { kind }, from, to) => kind === 'veth-peer' && (from.startsWith(host) || to.startsWith(host)),
  )
  expect(pairs).toHaveLength(count)
})
