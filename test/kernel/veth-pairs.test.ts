import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildTopology } from '../../agent/topology/build.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import { configure } from '../lab/configure.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainHost, type Space } from '../lab/lab.ts'
import { addInnerPair } from '../lab/oddities/add-inner-pair.ts'
import { moveMacvlan } from '../lab/oddities/move-macvlan.ts'
import { movePeerTwice } from '../lab/oddities/move-peer-twice.ts'
import { nestContainer } from '../lab/oddities/nest-container.ts'
import { createNamespaces, openSpace } from '../lab/space.ts'
import { lookAtHost, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { expectedEdges, foundEdges, pairAddresses, placesByAddress } from './pair-truth.ts'
import { number, printObjects, word } from './print.ts'
import { type Random, randomFrom } from './random.ts'

let lab: Lab

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

describe('oddities', () => {
  let host: PlainHost
  let spaces: Space[]

  beforeAll(async () => {
    host = await lab.plainHost({
      name: 'odd',
      bridges: [
        { name: 'br0', subnet: '10.1.0.0/24' },
        { name: 'br1', subnet: '10.2.0.0/24' },
      ],
      containers: ['a', 'b', 'c'].map((name) => ({ name, networks: ['br0', 'br1'] })),
      uplink: true,
    })
    const [a, b] = [host.container('a'), host.container('b')]
    const inner = await nestContainer(a, { name: 'inner', subnet: '10.9.0.0/24' })
    await addInnerPair(b, ['in0', 'in1'])
    await movePeerTwice('hop0', [host, a, b])
    await moveMacvlan(host, b, { parent: 'uplink0', name: 'mv0' })
    await configure(host.run, [
      {
        netns: host.netns,
        lines: [
          `link add vx0 type vxlan id 7 dev uplink0 dstport 4789 local 198.51.100.2`,
          `link set vx0 netns ${a.netns}`,
        ],
      },
    ])
    spaces = [host, a, b, host.container('c'), inner, ...(host.world ? [host.world] : [])]
  })

  /** Every veth that `ip` prints, and its other end: in the namespace that `ip netns` calls by that number, or its own. */
  const printedEdges = async (): Promise<string[]> => {
    const edges = new Set<string>()
    for (const space of spaces) {
      const ids = await printObjects(space, 'ip', '-j', 'netns', 'list-id')
      const inodeOf = new Map(
        ids.map(({ nsid, name }) => [nsid, spaces.find(({ netns }) => netns === name)?.inode] as const),
      )
      for (const link of await printObjects(space, 'ip', '-j', '-d', '-N', 'link', 'show', 'type', 'veth')) {
        const nsid = link['link_netnsid']
        const inode = nsid === undefined ? space.inode : (inodeOf.get(nsid) ?? 0)
        // In its own namespace `ip` prints the other end by name.
        const peer =
          link['link_index'] ??
          (await printObjects(space, 'ip', '-j', 'link', 'show', word(link['link'])))[0]?.['ifindex']
        const ends = [
          { inode: space.inode, ifindex: number(link['ifindex']) },
          { inode, ifindex: number(peer) },
        ].sort((one, other) => one.inode - other.inode || one.ifindex - other.ifindex)
        edges.add(ends.map((end) => `if:${end.inode}/${end.ifindex}`).join(' → '))
      }
    }
    return [...edges].sort()
  }

  test('every pair is one edge, as ip and its namespace ids tell', async () => {
    const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
    const printed = await printedEdges()
    // Six from containers to the host, the nested one, the inner one, the one that moved, the uplink.
    expect(printed).toHaveLength(10)
    expect(foundEdges(snapshot, spaces)).toEqual(printed)
    const indexes = snapshot.links.filter(({ name }) => name === 'eth0').map(({ ifindex }) => ifindex)
    expect(indexes.filter((ifindex) => ifindex === 2).length).toBeGreaterThanOrEqual(4)
  })

  test('a device that was moved away is over its lower device in the other namespace', async () => {
    const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
    const graph = buildTopology(snapshot)
    const keyOf = (space: Space, name: string): string =>
      `if:${space.inode}/${recordsAt(snapshot, 'links', space).find((link) => link.name === name)?.ifindex}`
    const lower = keyOf(host, 'uplink0')
    for (const upper of [keyOf(host.container('b'), 'mv0'), keyOf(host.container('a'), 'vx0')])
      expect(graph.edges(upper, lower).map((edge) => graph.getEdgeAttributes(edge).kind)).toEqual(['over'])
  })
})

describe('random topologies, moved about, by one reader', () => {
  const count = 40
  const run = process.pid & 0xffff

  /** Commands of `ip`, one after the other. @throws with what they said */
  const ip = async (space: Space, lines: readonly string[]): Promise<void> => {
    const input = lines.map((line) => `ip ${line}`).join('\n')
    const { status, stderr } = await execute(['sh', '-se'], { input, environment: space.run.environment })
    if (status !== 0) throw new Error(stderr)
  }

  /** Makes pairs between random namespaces, and notes where each end is. */
  const newPairs = (random: Random, names: readonly string[], pairs: readonly number[], where: Map<string, string>) =>
    pairs.map((pair) => {
      const [from, to] = [random.of(names), random.of(names)]
      const [one, other] = pairAddresses(run, pair)
      where.set(`p${pair}a`, from).set(`p${pair}b`, to)
      // Few indexes for many interfaces collide. One that is taken in the same namespace is left to the kernel.
      const index = (): string => `index ${2 + random.below(12)}`
      const add = (a: string, b: string): string =>
        `-n ${from} link add p${pair}a ${a} address ${one} type veth peer name p${pair}b ${b} address ${other} netns ${to}`
      return `${add(index(), index())} 2>/dev/null || ip ${add('', '')}`
    })

  const moves = (random: Random, names: readonly string[], where: Map<string, string>): string[] =>
    Array.from({ length: 60 }, () => {
      const end = random.of([...where.keys()])
      const [from, to] = [where.get(end), random.of(names)]
      where.set(end, to)
      return from === to ? '-V >/dev/null' : `-n ${from} link set ${end} netns ${to}`
    })

  /** Whatever is in a namespace goes with it, and so does the other end. */
  const renew = (names: readonly string[], where: Map<string, string>): string[] => {
    const gone = [...where].filter(([, netns]) => names.includes(netns)).map(([end]) => end.slice(0, -1))
    for (const pair of gone) for (const side of ['a', 'b']) where.delete(`${pair}${side}`)
    return names.flatMap((name) => [`netns del ${name}`, `netns add ${name}`])
  }

  test('each pair is one edge between the right ends', async () => {
    const seed = Date.now() % 1_000_000
    const random = randomFrom(seed)
    const host = await lab.plainHost({ name: 'rnd', bridges: [], containers: [] })
    const names = Array.from({ length: count }, (_, at) => `${lab.runId}-r${at}`)
    await createNamespaces(host.run, names)
    const old = Array.from({ length: 100 }, (_, at) => at)
    const young = [200, 201, 202, 203, 204]
    const where = new Map<string, string>()

    using reader = await KernelReader.open()
    const check = async (what: string): Promise<void> => {
      const spaces = [host, ...names.map((netns) => openSpace(host.run, netns))]
      const places = await placesByAddress(spaces)
      const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) }, reader)
      const expected = expectedEdges(
        [...old, ...young].map((pair) => pairAddresses(run, pair)),
        places,
      )
      expect(expected).toHaveLength(where.size / 2)
      expect(foundEdges(snapshot, spaces), `${what}, seed ${seed}`).toEqual(expected)
    }

    await ip(host, newPairs(random, names, old, where))
    await check('built')
    await ip(host, moves(random, names, where))
    await check('moved')
    // The hub's numbers, the inodes and the indexes of what goes are given to what comes.
    const renewed = names.slice(0, 5)
    await ip(host, renew(renewed, where))
    await ip(host, newPairs(random, renewed, young, where))
    // A namespace is taken down after its name: the other ends go a moment later.
    await expect
      .poll(
        () =>
          check('renewed').then(
            () => true,
            (error: unknown) => String(error),
          ),
        { timeout: 5000 },
      )
      .toBe(true)
    await ip(host, moves(random, names, where))
    await check('moved again')
  })
})
