import type { NodeAttributes, NodeKind, Topology } from '../../../agent/topology/graph.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { telling } from '../../../exporters/formats/reading/addresses.ts'
import { byText } from '../../../exporters/formats/reading/by-text.ts'
import { follow, followBack, node } from '../../../exporters/formats/reading/follow.ts'
import { nameOf } from '../../../exporters/formats/reading/name-of.ts'
import { peerKey } from '../../../exporters/formats/reading/peer.ts'
import { publications } from '../../../exporters/formats/reading/publications.ts'
import { words } from '../words.ts'

export const tableKinds = ['container', 'interface', 'netns', 'network', 'port'] as const
export type TableKind = (typeof tableKinds)[number]
export type ColumnName = keyof typeof words.columns
export type Cell = string | number

/** A node as a row. All text in it is safe to show. */
export interface TableRow {
  readonly key: string
  readonly cells: readonly Cell[]
}

export const columnsOf: { readonly [K in TableKind]: readonly ColumnName[] } = {
  container: ['name', 'state', 'problem', 'network', 'address', 'ports', 'project', 'image'],
  interface: ['name', 'ifindex', 'type', 'state', 'problem', 'namespace', 'address', 'mac', 'peer', 'mtu'],
  netns: ['name', 'inode', 'members', 'interfaces', 'address', 'problem'],
  network: ['name', 'driver', 'subnet', 'device', 'members', 'problem'],
  port: ['name', 'target', 'problem'],
}

/** @param problemOf what is wrong with a node, in words; empty: nothing */
export const rowsOf = (topology: Topology, kind: TableKind, problemOf: (key: string) => string): readonly TableRow[] =>
  topology
    .filterNodes((_, attributes) => isKind(attributes.kind, kind))
    .map((key) => {
      const cells = cellsOf(topology, key, problemOf(key))
      return { key, cells: columnsOf[kind].map((column) => safe(cells[column] ?? '')) }
    })

/** Numbers by size, text as people order it: `web-2` before `web-10`. What is the same stays in its order. */
export const sorted = (rows: readonly TableRow[], column: number, descending: boolean): readonly TableRow[] => {
  const order = rows.toSorted(({ cells: one }, { cells: two }) => compared(one[column] ?? '', two[column] ?? ''))
  return descending ? order.reverse() : order
}

const collator = new Intl.Collator('en', { numeric: true })

const compared = (one: Cell, two: Cell): number =>
  typeof one === 'number' && typeof two === 'number' ? one - two : collator.compare(`${one}`, `${two}`)

const isKind = (one: NodeKind, kind: TableKind): boolean => one === kind

const safe = (cell: Cell): Cell => (typeof cell === 'number' ? cell : printable(cell))

type Cells = { readonly [C in ColumnName]?: Cell }

const cellsOf = (topology: Topology, key: string, problem: string): Cells => ({
  name: nameOf(topology, key),
  problem,
  ...ownCells(topology, key, topology.getNodeAttributes(key)),
})

const ownCells = (topology: Topology, key: string, says: NodeAttributes): Cells => {
  const names = (keys: readonly { readonly key: string }[]): string =>
    keys
      .map((one) => nameOf(topology, one.key))
      .toSorted(byText)
      .join(', ')
  switch (says.kind) {
    case 'container': {
      const attachments = follow(topology, key, 'attached-to')
      return {
        state: says.state,
        network: names(attachments),
        address: attachments.flatMap(({ edge }) => telling(edge.addresses)).join(', '),
        ports: publications(topology, key).join(', '),
        project: says.project ?? '',
        image: says.image,
      }
    }
    case 'interface': {
      const peer = peerKey(topology, key)
      return {
        ifindex: says.ifindex,
        type: says.type,
        state: says.up ? words.up : words.down,
        namespace: follow(topology, key, 'in').map((place) => namespaceName(topology, place.key))[0] ?? '',
        address: telling(says.addresses).join(', '),
        mac: says.mac,
        peer: peer === null ? '' : placed(topology, peer),
        mtu: says.mtu,
      }
    }
    case 'netns': {
      const interfaces = followBack(topology, key, 'in')
      return {
        name: namespaceName(topology, key),
        inode: says.inode ?? '',
        members: names(followBack(topology, key, 'runs-in')),
        interfaces: interfaces.length,
        address: interfaces
          .flatMap((one) => telling(node(topology, one.key, 'interface')?.addresses ?? []))
          .filter((address) => !/^(127\.|::1)/.test(address))
          .join(', '),
      }
    }
    case 'network':
      return {
        driver: says.driver,
        subnet: says.subnets.join(', '),
        device: names(followBack(topology, key, 'implements')),
        members: followBack(topology, key, 'attached-to').length,
      }
    case 'port':
      return {
        name: `${nameOf(topology, key)}/${says.protocol}`,
        target: follow(topology, key, 'publishes')
          .map(({ key: container, edge }) => `${nameOf(topology, container)}:${edge.containerPort}`)
          .join(', '),
      }
    default:
      return {}
  }
}

const namespaceName = (topology: Topology, key: string): string => {
  const says = node(topology, key, 'netns')
  const [first] = followBack(topology, key, 'runs-in')
  if (says?.root) return words.theHost
  return first === undefined ? nameOf(topology, key) : nameOf(topology, first.key)
}

const placed = (topology: Topology, key: string): string => {
  const [place] = follow(topology, key, 'in')
  const name = nameOf(topology, key)
  return place === undefined ? name : `${namespaceName(topology, place.key)} ${name}`
}
