import { buildTopology } from '../../agent/topology/build.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { execute } from '../lab/execute.ts'
import type { Space } from '../lab/lab.ts'
import { number, type Printed, word } from './print.ts'

/** Where an interface is: the inode of its namespace, its index. */
export interface Place {
  readonly inode: number
  readonly ifindex: number
}

/** The hardware addresses of the two ends of a pair: nothing else on the machine has them. */
export const pairAddresses = (run: number, pair: number): readonly [string, string] => {
  const bytes = [run >> 8, run, pair >> 8, pair].map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join(':')
  return [`02:${bytes}:0a`, `02:${bytes}:0b`]
}

/** Where each hardware address is, as `ip` prints it inside the namespaces, one after the other in one shell. */
export const placesByAddress = async (spaces: readonly Space[]): Promise<ReadonlyMap<string, Place>> => {
  const [first] = spaces
  if (first === undefined) return new Map()
  const input = spaces.map(({ netns }) => `ip -n ${netns} -j link`).join('\n')
  const { stdout } = await execute(['sh', '-se'], { input, environment: first.run.environment })
  const lines = stdout.trim().split('\n')
  return new Map(
    spaces.flatMap(({ inode }, at) =>
      (JSON.parse(lines[at] ?? '[]') as Printed[]).map(({ address, ifindex }): [string, Place] => [
        word(address),
        { inode, ifindex: number(ifindex) },
      ]),
    ),
  )
}

const keyOf = ({ inode, ifindex }: Place): string => `if:${inode}/${ifindex}`

/** Pairs as their edges must be: from the lower inode (then index) to the higher, each once. */
export const expectedEdges = (
  pairs: readonly (readonly [string, string])[],
  places: ReadonlyMap<string, Place>,
): string[] =>
  pairs
    .flatMap(([one, other]) => {
      const ends = [places.get(one), places.get(other)].filter((place) => place !== undefined)
      if (ends.length < 2) return []
      return ends
        .sort((a, b) => a.inode - b.inode || a.ifindex - b.ifindex)
        .map(keyOf)
        .join(' → ')
    })
    .sort()

/** The `veth-peer` edges between interfaces of these namespaces. */
export const foundEdges = (snapshot: Snapshot, spaces: readonly { readonly inode: number }[]): string[] => {
  const graph = buildTopology(snapshot)
  const inodes = new Set(spaces.map(({ inode }) => `if:${inode}`))
  return graph
    .filterEdges((_, { kind }, from) => kind === 'veth-peer' && inodes.has(from.split('/', 1)[0] ?? ''))
    .map((edge) => `${graph.source(edge)} → ${graph.target(edge)}`)
    .sort()
}
