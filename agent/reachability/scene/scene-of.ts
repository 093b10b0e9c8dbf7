import type { Container } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { finder } from './finder.ts'
import { lazily } from './lazily.ts'
import type { Scene } from './scene.ts'
import type { Space } from './space.ts'
import { recordsOf, spaceOf } from './space-of.ts'
import { uplinkDevices } from './uplink-devices.ts'

const known = new WeakMap<Snapshot, Scene>()

/** A snapshot, indexed for walking: once, and of each namespace only when somebody asks for it. */
export const sceneOf = (snapshot: Snapshot): Scene => {
  const scene = known.get(snapshot) ?? newScene(snapshot)
  known.set(snapshot, scene)
  return scene
}

const newScene = (snapshot: Snapshot): Scene => {
  const records = recordsOf(snapshot)
  const namespaces = lazily(() => new Map(snapshot.namespaces.map((namespace) => [namespace.id, namespace])))
  const spaces = new Map<string, Space | undefined>()
  const space = (netns: string): Space | undefined => {
    if (!spaces.has(netns)) spaces.set(netns, spaceOf(scene, netns, { records, namespaces: namespaces() }))
    return spaces.get(netns)
  }
  const containers = lazily(() => Map.groupBy<string | null, Container>(snapshot.containers, ({ netns }) => netns))
  const owners = lazily(() => new Map(snapshot.socketOwners.map((owner) => [owner.inode, owner])))
  const proxies = lazily(() => new Map(snapshot.portProxies.map((proxy) => [proxy.inode, proxy])))
  const uplinks = lazily(() => uplinkDevices(scene))
  const root = lazily(() => snapshot.namespaces.find((namespace) => namespace.root)?.id)
  const scene: Scene = {
    snapshot,
    space,
    *spaces() {
      for (const { id } of snapshot.namespaces) {
        const one = space(id)
        if (one !== undefined) yield one
      }
    },
    get root() {
      const netns = root()
      return netns === undefined ? undefined : space(netns)
    },
    device: (netns, ifindex) => space(netns)?.devices.get(ifindex),
    addressed: finder(snapshot.addresses, ({ local, address }) => local ?? address),
    containersOf: (netns) => containers().get(netns) ?? [],
    ownerOf: (inode) => owners().get(inode),
    proxyOf: (inode) => proxies().get(inode),
    isUplink: (device) => uplinks().has(device),
  }
  return scene
}
