import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { identitiesOf } from '../../topology/identity.ts'
import { namespaceTitle } from '../../topology/namespace-title.ts'
import type { Device } from './device.ts'
import { deviceOf } from './devices.ts'
import { grouped } from './grouped.ts'
import { lazily } from './lazily.ts'
import { missingOf } from './missing.ts'
import type { Scene } from './scene.ts'
import type { Space } from './space.ts'

/** The records of a snapshot, by namespace. */
export const recordsOf = (snapshot: Snapshot) => ({
  links: grouped(snapshot, 'links'),
  addresses: grouped(snapshot, 'addresses'),
  routes: grouped(snapshot, 'routes'),
  nexthops: grouped(snapshot, 'nexthops'),
  rules: grouped(snapshot, 'rules'),
  neighbours: grouped(snapshot, 'neighbours'),
  fdb: grouped(snapshot, 'fdb'),
  bridgeVlans: grouped(snapshot, 'bridgeVlans'),
  mdb: grouped(snapshot, 'mdb'),
  sysctls: grouped(snapshot, 'sysctls'),
  nftables: grouped(snapshot, 'nftables'),
  xtables: grouped(snapshot, 'xtables'),
  ipsets: grouped(snapshot, 'ipsets'),
  sockets: grouped(snapshot, 'sockets'),
  flows: grouped(snapshot, 'flows'),
})
export type Records = ReturnType<typeof recordsOf>

/** Only a veth shows it: nobody could open it. */
const isUnopened = (netns: string): boolean => netns.startsWith('hub:')

/** One namespace of a scene; undefined for one of which the snapshot has nothing. */
export const spaceOf = (
  scene: Scene,
  netns: string,
  { records, namespaces }: { records: Records; namespaces: ReadonlyMap<string, Namespace> },
): Space | undefined => {
  const { snapshot } = scene
  const found = namespaces.get(netns)
  if (found === undefined && records.links(netns).length === 0) return undefined
  const namespace = isUnopened(netns) ? null : (found ?? null)
  const values = lazily(() => records.sysctls(netns)[0]?.values)
  const devices = lazily(() => {
    const ordered = [...records.links(netns)].sort((a, b) => a.ifindex - b.ifindex)
    return new Map(ordered.map((record): [number, Device] => [record.ifindex, deviceOf(scene, space, record)]))
  })
  const named = lazily(() => {
    const byName = new Map<string, Device>()
    for (const device of devices().values()) for (const name of device.record.altNames ?? []) byName.set(name, device)
    for (const device of devices().values()) byName.set(device.name, device)
    return byName
  })
  const loopback = lazily(() => [...devices().values()].find(({ kind }) => kind === 'loopback'))
  const programs = lazily(() => snapshot.programs.filter((program) => program.netns === netns))
  const missing = lazily(() => missingOf(namespace, snapshot.problems))
  const title = lazily(() => (found === undefined ? netns : namespaceTitle(found, snapshot)))
  const space: Space = {
    netns,
    namespace,
    key: identitiesOf(snapshot).netnsKey(netns),
    get title() {
      return title()
    },
    get devices() {
      return devices()
    },
    deviceNamed: (name) => named().get(name),
    get loopback() {
      return loopback()
    },
    get addresses() {
      return records.addresses(netns)
    },
    get routes() {
      return records.routes(netns)
    },
    get nexthops() {
      return records.nexthops(netns)
    },
    get policyRules() {
      return records.rules(netns)
    },
    get neighbours() {
      return records.neighbours(netns)
    },
    get fdb() {
      return records.fdb(netns)
    },
    get bridgeVlans() {
      return records.bridgeVlans(netns)
    },
    get mdb() {
      return records.mdb(netns)
    },
    sysctl: (name) => values()?.[name],
    get nftables() {
      return records.nftables(netns)
    },
    get xtables() {
      return records.xtables(netns)
    },
    get ipsets() {
      return records.ipsets(netns)
    },
    get sockets() {
      return records.sockets(netns)
    },
    get programs() {
      return programs()
    },
    get flows() {
      return records.flows(netns)[0] ?? null
    },
    get missing() {
      return missing()
    },
  }
  return space
}
