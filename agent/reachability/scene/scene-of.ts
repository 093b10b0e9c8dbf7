import type { Container } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { finder } from '../../indexes/finder.ts'
import { remembered } from '../../indexes/remembered.ts'
import { lazily } from './lazily.ts'
import type { Scene } from './scene.ts'
import type { Space } from './space.ts'
import { spaceOf } from './space-of.ts'
import { uplinkDevices } from './uplink-devices.ts'

const namespacesById = remembered(
  (namespaces: Snapshot['namespaces']) => new Map(namespaces.map((namespace) => [namespace.id, namespace])),
)
const containersByNetns = remembered((containers: Snapshot['containers']) =>
  Map.groupBy<string | null, Container>(containers, ({ netns }) => netns),
)
const addressFinder = remembered((addresses: Snapshot['addresses']) =>
  finder(addresses, ({ local, address }) => local ?? address),
)
const ownersByInode = remembered(
  (owners: Snapshot['socketOwners']) => new Map(owners.map((owner) => [owner.inode, owner])),
)
const proxiesByInode = remembered(
  (proxies: Snapshot['portProxies']) => new Map(proxies.map((proxy) => [proxy.inode, proxy])),
)

/** A snapshot, indexed for walking: once, and of each namespace only when somebody asks for it. */
export const sceneOf = remembered((snapshot: Snapshot): Scene => {
  const spaces = new Map<string, Space | undefined>()
  const space = (netns: string): Space | undefined => {
    if (!spaces.has(netns)) spaces.set(netns, spaceOf(scene, netns, namespacesById(snapshot.namespaces).get(netns)))
    return spaces.get(netns)
  }
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
    addressed: addressFinder(snapshot.addresses),
    containersOf: (netns) => containersByNetns(snapshot.containers).get(netns) ?? [],
    ownerOf: (inode) => ownersByInode(snapshot.socketOwners).get(inode),
    proxyOf: (inode) => proxiesByInode(snapshot.portProxies).get(inode),
    isUplink: (device) => uplinks().has(device),
  }
  return scene
})
