import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { AttachedProgram } from '../../../collectors/programs/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Sysctls } from '../../../collectors/sysctls/record.ts'
import { identitiesOf } from '../../topology/identity.ts'
import { namespaceTitle } from '../../topology/namespace-title.ts'
import type { Device } from './device.ts'
import { deviceOf } from './devices.ts'
import { grouped } from './grouped.ts'
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
  const found = namespaces.get(netns)
  if (found === undefined && records.links(netns).length === 0) return undefined
  return new SceneSpace(scene, netns, records, found)
}

/** A class, as there are hundreds of them, and of most only a little is asked. */
class SceneSpace implements Space {
  readonly netns: string
  readonly namespace: Namespace | null
  readonly #scene: Scene
  readonly #records: Records
  readonly #found: Namespace | undefined
  #devices: ReadonlyMap<number, Device> | undefined
  #named: ReadonlyMap<string, Device> | undefined
  #loopback: Device | null | undefined
  #title: string | undefined
  #values: Sysctls['values'] | undefined
  #programs: readonly AttachedProgram[] | undefined
  #missing: ReadonlyMap<string, string> | undefined

  constructor(scene: Scene, netns: string, records: Records, found: Namespace | undefined) {
    this.#scene = scene
    this.#records = records
    this.#found = found
    this.netns = netns
    this.namespace = isUnopened(netns) ? null : (found ?? null)
  }

  get key(): string {
    return identitiesOf(this.#scene.snapshot).netnsKey(this.netns)
  }

  get title(): string {
    this.#title ??= this.#found === undefined ? this.netns : namespaceTitle(this.#found, this.#scene.snapshot)
    return this.#title
  }

  get devices(): ReadonlyMap<number, Device> {
    if (this.#devices === undefined) {
      const ordered = [...this.#records.links(this.netns)].sort((a, b) => a.ifindex - b.ifindex)
      this.#devices = new Map(ordered.map((record) => [record.ifindex, deviceOf(this.#scene, this, record)]))
    }
    return this.#devices
  }

  deviceNamed(name: string): Device | undefined {
    this.#named ??= byName(this.devices.values())
    return this.#named.get(name)
  }

  get loopback(): Device | undefined {
    if (this.#loopback === undefined)
      this.#loopback = [...this.devices.values()].find(({ kind }) => kind === 'loopback') ?? null
    return this.#loopback ?? undefined
  }

  get addresses(): Space['addresses'] {
    return this.#records.addresses(this.netns)
  }

  get routes(): Space['routes'] {
    return this.#records.routes(this.netns)
  }

  get nexthops(): Space['nexthops'] {
    return this.#records.nexthops(this.netns)
  }

  get policyRules(): Space['policyRules'] {
    return this.#records.rules(this.netns)
  }

  get neighbours(): Space['neighbours'] {
    return this.#records.neighbours(this.netns)
  }

  get fdb(): Space['fdb'] {
    return this.#records.fdb(this.netns)
  }

  get bridgeVlans(): Space['bridgeVlans'] {
    return this.#records.bridgeVlans(this.netns)
  }

  get mdb(): Space['mdb'] {
    return this.#records.mdb(this.netns)
  }

  sysctl(name: string): number | undefined {
    this.#values ??= this.#records.sysctls(this.netns)[0]?.values ?? {}
    return this.#values[name]
  }

  get nftables(): Space['nftables'] {
    return this.#records.nftables(this.netns)
  }

  get xtables(): Space['xtables'] {
    return this.#records.xtables(this.netns)
  }

  get ipsets(): Space['ipsets'] {
    return this.#records.ipsets(this.netns)
  }

  get sockets(): Space['sockets'] {
    return this.#records.sockets(this.netns)
  }

  get programs(): Space['programs'] {
    this.#programs ??= this.#scene.snapshot.programs.filter(({ netns }) => netns === this.netns)
    return this.#programs
  }

  get flows(): Space['flows'] {
    return this.#records.flows(this.netns)[0] ?? null
  }

  get missing(): Space['missing'] {
    this.#missing ??= missingOf(this.namespace, this.#scene.snapshot.problems)
    return this.#missing
  }
}

const byName = (devices: Iterable<Device>): ReadonlyMap<string, Device> => {
  const found = new Map<string, Device>()
  const all = [...devices]
  for (const device of all) for (const name of device.record.altNames ?? []) found.set(name, device)
  for (const device of all) found.set(device.name, device)
  return found
}
