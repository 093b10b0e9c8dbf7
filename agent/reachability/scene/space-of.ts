import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { AttachedProgram } from '../../../collectors/programs/record.ts'
import type { Sysctls } from '../../../collectors/sysctls/record.ts'
import { recordsIn } from '../../indexes/by-namespace.ts'
import { identitiesOf } from '../../topology/identity.ts'
import { namespaceTitle } from '../../topology/namespace-title.ts'
import type { Device } from './device.ts'
import { deviceOf } from './devices.ts'
import { missingOf } from './missing.ts'
import type { Scene } from './scene.ts'
import type { Space } from './space.ts'

/** Only a veth shows it: nobody could open it. */
const isUnopened = (netns: string): boolean => netns.startsWith('hub:')

/** One namespace of a scene; undefined for one of which the snapshot has nothing. */
export const spaceOf = (scene: Scene, netns: string, found: Namespace | undefined): Space | undefined =>
  found === undefined && recordsIn(scene.snapshot.links, netns).length === 0
    ? undefined
    : new SceneSpace(scene, netns, found)

/** A class, as there are hundreds of them, and of most only a little is asked. */
class SceneSpace implements Space {
  readonly netns: string
  readonly namespace: Namespace | null
  readonly #scene: Scene
  readonly #found: Namespace | undefined
  #devices: ReadonlyMap<number, Device> | undefined
  #named: ReadonlyMap<string, Device> | undefined
  #loopback: Device | null | undefined
  #key: string | undefined
  #title: string | undefined
  #values: Sysctls['values'] | undefined
  #programs: readonly AttachedProgram[] | undefined
  #missing: ReadonlyMap<string, string> | undefined

  constructor(scene: Scene, netns: string, found: Namespace | undefined) {
    this.#scene = scene
    this.#found = found
    this.netns = netns
    this.namespace = isUnopened(netns) ? null : (found ?? null)
  }

  get key(): string {
    this.#key ??= identitiesOf(this.#scene.snapshot).netnsKey(this.netns)
    return this.#key
  }

  get title(): string {
    this.#title ??= this.#found === undefined ? this.netns : namespaceTitle(this.#found, this.#scene.snapshot)
    return this.#title
  }

  get devices(): ReadonlyMap<number, Device> {
    if (this.#devices === undefined) {
      const ordered = [...recordsIn(this.#scene.snapshot.links, this.netns)].sort((a, b) => a.ifindex - b.ifindex)
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
    return recordsIn(this.#scene.snapshot.addresses, this.netns)
  }

  get routes(): Space['routes'] {
    return recordsIn(this.#scene.snapshot.routes, this.netns)
  }

  get nexthops(): Space['nexthops'] {
    return recordsIn(this.#scene.snapshot.nexthops, this.netns)
  }

  get policyRules(): Space['policyRules'] {
    return recordsIn(this.#scene.snapshot.rules, this.netns)
  }

  get neighbours(): Space['neighbours'] {
    return recordsIn(this.#scene.snapshot.neighbours, this.netns)
  }

  get fdb(): Space['fdb'] {
    return recordsIn(this.#scene.snapshot.fdb, this.netns)
  }

  get bridgeVlans(): Space['bridgeVlans'] {
    return recordsIn(this.#scene.snapshot.bridgeVlans, this.netns)
  }

  get mdb(): Space['mdb'] {
    return recordsIn(this.#scene.snapshot.mdb, this.netns)
  }

  sysctl(name: string): number | undefined {
    this.#values ??= recordsIn(this.#scene.snapshot.sysctls, this.netns)[0]?.values ?? {}
    return this.#values[name]
  }

  get nftables(): Space['nftables'] {
    return recordsIn(this.#scene.snapshot.nftables, this.netns)
  }

  get xtables(): Space['xtables'] {
    return recordsIn(this.#scene.snapshot.xtables, this.netns)
  }

  get ipsets(): Space['ipsets'] {
    return recordsIn(this.#scene.snapshot.ipsets, this.netns)
  }

  get xfrmPolicies(): Space['xfrmPolicies'] {
    return recordsIn(this.#scene.snapshot.xfrmPolicies, this.netns)
  }

  get sockets(): Space['sockets'] {
    return recordsIn(this.#scene.snapshot.sockets, this.netns)
  }

  get programs(): Space['programs'] {
    this.#programs ??= this.#scene.snapshot.programs.filter(({ netns }) => netns === this.netns)
    return this.#programs
  }

  get flows(): Space['flows'] {
    return recordsIn(this.#scene.snapshot.flows, this.netns)[0] ?? null
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
