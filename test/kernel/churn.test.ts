import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildTopology } from '../../agent/topology/build.ts'
import { identitiesOf } from '../../agent/topology/identity.ts'
import { peerOf } from '../../agent/topology/relations/veth-peer.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { lookAtHost, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { pairAddresses } from './pair-truth.ts'

let lab: Lab
let host: PlainHost
let child: ChildProcess | undefined

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({ name: 'churn', bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }], containers: [] })
})

afterEach(() => {
  child?.stdin?.end()
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const run = process.pid & 0xffff
const namespaces = 50

/**
 * As fast as it can, for as long as its standard input is open: namespaces with a veth to the host, one among themselves
 * and a bridge come, and go in another order. The names are in a folder of its own mount namespace, out of others' sight.
 */
const churner = (): string => {
  const name = (n: number): string => `churn${n % namespaces}`
  const at = Array.from({ length: namespaces }, (_, n) => n)
  const add = at.flatMap((n) => {
    const [up, down] = pairAddresses(run, 2 * n)
    const [here, there] = pairAddresses(run, 2 * n + 1)
    return [
      `netns add ${name(n)}`,
      `link add c${n} address ${up} master br0 type veth peer name eth0 address ${down} netns ${name(n)}`,
      `link add name br1 netns ${name(n)} type bridge`,
      ...(n === 0
        ? []
        : [
            `link add x${n} address ${here} netns ${name(n)} type veth peer name y${n} address ${there} netns ${name(n - 1)}`,
          ]),
      `link set c${n} up`,
    ]
  })
  const remove = at.flatMap((n) => (n % 3 === 0 ? [`link del c${(n * 7) % namespaces}`] : [`netns del ${name(n * 7)}`]))
  const rest = at.map((n) => `netns del ${name(n)}`)
  const batch = (lines: readonly string[]): string =>
    `ip -force -batch - >/dev/null 2>&1 <<'END'\n${lines.join('\n')}\nEND\n`
  return `
    mount -n -t tmpfs tmpfs /run/netns
    (while :; do ${batch(add)} ${batch(remove)} ${batch(rest)} done) &
    (while :; do unshare -n sh -c 'ip link add pair0 type veth peer name pair1; sleep 0.01'; done >/dev/null 2>&1) &
    echo ready
    cat >/dev/null
    kill %1 %2`
}

/** The pairs of the churner among the edges: those whose ends are not of one pair, and those that are there twice. */
const wrongPairs = (snapshot: Snapshot): string[] => {
  const graph = buildTopology(snapshot)
  const wrong: string[] = []
  const seen = new Set<string>()
  const prefix = pairAddresses(run, 0)[0].slice(0, '02:xx:xx'.length)
  for (const edge of graph.filterEdges((_, { kind }) => kind === 'veth-peer')) {
    const [one, other] = [graph.source(edge), graph.target(edge)].map((key) => {
      const node = graph.getNodeAttributes(key)
      return node.kind === 'interface' ? node.mac : ''
    })
    if (one === undefined || other === undefined || (!one.startsWith(prefix) && !other.startsWith(prefix))) continue
    const pair = one.slice(0, -1)
    if (pair !== other.slice(0, -1) || one === other || seen.has(pair)) wrong.push(`${one} – ${other}`)
    seen.add(pair)
  }
  return wrong
}

/** As a line each: what may not be said of a host on which things come and go. */
const unexpected = ({ problems }: Snapshot): string[] =>
  problems
    .filter(
      ({ kind, message }) => kind !== 'vanished' && kind !== 'interrupted' && !/proc\/1\/|process 1 /.test(message),
    )
    .map(({ collector, kind, about, message }) => `${collector} ${kind} (${about}): ${message}`)

const startChurner = async (): Promise<ChildProcess> => {
  const started = host.start(['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-c', churner()])
  child = started
  await sleep(300)
  return started
}

test('a hundred snapshots while everything comes and goes', async () => {
  const { pid } = await startChurner()
  // Without processes: the mounts that they see are those of every other lab.
  const root = narrowRoot(lab.runId, [])
  const netnsFolders = [`/proc/${pid}/root/run/netns`]
  let found = 0
  let pairs = 0
  {
    using reader = await KernelReader.open()
    for (let n = 0; n < 100; n++) {
      const snapshot = await lookAtHost({ root, netnsFolders, thorough: n % 10 === 0 }, reader)
      expect(wrongPairs(snapshot)).toEqual([])
      expect(unexpected(snapshot)).toEqual([])
      expect(recordsAt(snapshot, 'links', host).some(({ name }) => name === 'br0')).toBe(true)
      found += snapshot.namespaces.length
      pairs += snapshot.links.filter(({ name }) => name?.startsWith('c') === true).length
      await sleep(1)
    }
    for (let n = 0; n < 3; n++) {
      const snapshot = await lookAtHost({ netnsFolders }, reader)
      expect(wrongPairs(snapshot)).toEqual([])
      expect(unexpected(snapshot)).toEqual([])
    }
  }
  expect(found).toBeGreaterThan(500)
  expect(pairs).toBeGreaterThan(500)
}, 60_000)

test('what stays knows its peers at the first look of each reader, while everything else comes and goes', async () => {
  const [count, looks] = [20, 8]
  const many = await lab.manyNamespaces(count)
  const { pid } = await startChurner()
  const root = narrowRoot(lab.runId, [])
  const netnsFolders = [`/proc/${pid}/root/run/netns`]
  let found = 0
  for (let n = 0; n < looks; n++) {
    const snapshot = await lookAtHost({ root, netnsFolders })
    const identities = identitiesOf(snapshot)
    const veths = recordsAt(snapshot, 'links', many.host).filter(({ info }) => info?.link?.kind === 'veth')
    expect(veths.map((link) => peerOf(link, identities)?.name)).toEqual(Array.from({ length: count }, () => 'eth0'))
    found += snapshot.namespaces.length
  }
  expect(found).toBeGreaterThan(looks * (count + 2))
}, 60_000)
