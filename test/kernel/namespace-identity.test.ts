import { afterAll, beforeAll, expect, test } from 'vitest'
import { KernelReader } from '../../collectors/kernel.ts'
import { Census } from '../../collectors/namespaces/census.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { createNamespaces, openSpace } from '../lab/space.ts'
import { lookAtHost, namespaceAt, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { print } from './print.ts'

let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({ name: 'id', bridges: [], containers: [{ name: 'a', networks: [] }] })
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

/** SO_NETNS_COOKIE, asm-generic/socket.h */
const cookie = 'import socket; print(int.from_bytes(socket.socket().getsockopt(socket.SOL_SOCKET, 71, 8), "little"))'

test('the id is the cookie that a program inside sees', async () => {
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  for (const space of [host, host.container('a')])
    expect(namespaceAt(snapshot, space).id).toBe((await print(space, 'python3', '-c', cookie)).trim())
})

test('namespaces that follow one another share an inode, and never an id', async () => {
  using reader = await KernelReader.open()
  const seen = new Map<number, string[]>()
  for (let turn = 0; turn < 40 && [...seen.values()].every((ids) => ids.length < 3); turn++) {
    const name = `${lab.runId}-turn`
    await createNamespaces(host.run, [name])
    const space = openSpace(host.run, name)
    await print(space, 'ip', 'link', 'add', `turn${turn}`, 'type', 'ifb')
    const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) }, reader)
    const { id, inode } = namespaceAt(snapshot, space)
    expect(recordsAt(snapshot, 'links', space).map((link) => link.name)).toEqual(['lo', `turn${turn}`])
    seen.set(inode ?? 0, [...(seen.get(inode ?? 0) ?? []), id])
    await execute(['ip', 'netns', 'del', name], { environment: host.run.environment })
  }
  const ids = [...seen.values()].flat()
  expect(new Set(ids).size).toBe(ids.length)
  // Three where nobody else makes namespaces meanwhile.
  expect(Math.max(...[...seen.values()].map((list) => list.length))).toBeGreaterThanOrEqual(2)
})

test('of two namespaces with one inode in one look, the earlier has gone', () => {
  const census = new Census()
  expect(census.add({ id: '1', inode: 5, holder: 'process' })).toBe(true)
  census.note('1', { pids: [10] })
  expect(census.someGone).toBe(false)
  expect(census.add({ id: '1', inode: 5, holder: 'name' })).toBe(false)
  expect(census.add({ id: '2', inode: 5, holder: 'name' })).toBe(true)
  census.note('2', { name: 'blue', pids: [] })
  expect(census.someGone).toBe(true)
  expect([census.has('1'), census.has('2')]).toEqual([false, true])
  expect(census.idOfInode(5)).toBe('2')
  expect(census.records('/nowhere', '')).toEqual([
    { id: '2', inode: 5, names: ['blue'], pids: [], root: false, holder: 'name' },
  ])
})
