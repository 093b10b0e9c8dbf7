import type { LinkRecord } from '../../../collectors/links.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { byBridge } from '../../reading/bridges.ts'
import { fdbKind } from '../../reading/fdb-kind.ts'
import type { FdbEntry } from '../schemas/fdb-entry.ts'
import type { Inventory } from './inventory.ts'

/** NTF_OFFLOADED, linux/neighbour.h */
const NTF_OFFLOADED = 0x20
/** Ticks of USER_HZ in a second. */
const userHz = 100

type FdbRecord = Snapshot['fdb'][number]

/** A bridge's table, then the tables of the VXLANs that are ports of it. */
export const fdbEntries = (bridge: LinkRecord, inventory: Inventory): FdbEntry[] => {
  const { identities, snapshot } = inventory
  const tunnels = [...identities.linksOf(bridge.netns)]
    .filter((link) => link.master === bridge.ifindex && link.info?.link?.kind === 'vxlan')
    .map(({ ifindex }) => ifindex)
  const remotes = snapshot.fdb.filter(
    ({ netns, master, ifindex }) => netns === bridge.netns && master === undefined && tunnels.includes(ifindex),
  )
  return [
    ...byBridge(snapshot.fdb)(bridge).map((entry) => fdbEntry(entry, 'bridge', inventory)),
    ...remotes.map((entry) => fdbEntry(entry, 'vxlan', inventory)),
  ]
}

const fdbEntry = (entry: FdbRecord, table: FdbEntry['table'], { identities }: Inventory): FdbEntry => {
  const kind = fdbKind(entry)
  const { ages } = entry
  return {
    mac: entry.address ?? '',
    kind,
    table,
    port: { name: identities.link(entry.netns, entry.ifindex)?.name ?? '', ifindex: entry.ifindex },
    vlan: entry.vlan ?? null,
    ageSeconds: ages === undefined || kind === 'permanent' || kind === 'static' ? null : ages.updated / userHz,
    remote: entry.destination ?? null,
    vni: entry.vni ?? null,
    offloaded: (entry.flags & NTF_OFFLOADED) !== 0,
  }
}
