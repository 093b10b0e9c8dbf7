import type { LinkRecord } from '../../../collectors/links.ts'
import { bridgesOf, byBridge } from '../../reading/bridges.ts'
import { fdbKind, fdbKinds } from '../../reading/fdb-kind.ts'
import type { Group } from '../group.ts'
import { metric } from '../metric.ts'
import { netnsLabels } from '../netns-labels.ts'

/** BR_STATE_*, linux/if_bridge.h */
const portStates = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'] as const

const metrics = [
  metric({
    name: 'netloupe_bridge_ports',
    type: 'gauge',
    help: 'Ports of a bridge by state.',
    labels: ['netns', 'bridge', 'state'],
    rows: ({ snapshot }) => {
      const netnsOf = netnsLabels(snapshot)
      const portsOf = byBridge(snapshot.links)
      return bridgesOf(snapshot).flatMap((bridge) =>
        portStates.map((state) => ({
          labels: { netns: netnsOf(bridge.netns), bridge: bridge.name ?? '', state },
          value: portsOf(bridge).filter((port) => stateOf(port) === state).length,
        })),
      )
    },
  }),
  metric({
    name: 'netloupe_bridge_fdb_entries',
    type: 'gauge',
    help: 'Entries of the forwarding database of a bridge: its own addresses are permanent, others static or learned.',
    labels: ['netns', 'bridge', 'kind'],
    rows: ({ snapshot }) => {
      const netnsOf = netnsLabels(snapshot)
      const entriesOf = byBridge(snapshot.fdb)
      return bridgesOf(snapshot).flatMap((bridge) =>
        fdbKinds.map((kind) => ({
          labels: { netns: netnsOf(bridge.netns), bridge: bridge.name ?? '', kind },
          value: entriesOf(bridge).filter((entry) => fdbKind(entry) === kind).length,
        })),
      )
    },
  }),
  metric({
    name: 'netloupe_bridge_multicast_entries',
    type: 'gauge',
    help: 'Entries of the multicast database of a bridge: a port, or the host, that wants a group.',
    labels: ['netns', 'bridge'],
    rows: ({ snapshot }) => {
      const netnsOf = netnsLabels(snapshot)
      return bridgesOf(snapshot).map(({ netns, ifindex, name }) => ({
        labels: { netns: netnsOf(netns), bridge: name ?? '' },
        value: snapshot.mdb
          .filter((found) => found.netns === netns && found.ifindex === ifindex)
          .reduce((total, { entries }) => total + (entries?.length ?? 0), 0),
      }))
    },
  }),
]

const stateOf = ({ info }: LinkRecord): string | undefined =>
  info?.port?.kind === 'bridge' ? info.port.data.state : undefined

export const bridges: Group = {
  about: 'ports, forwarding and multicast entries of bridges',
  on: true,
  reads: [],
  metrics,
}
