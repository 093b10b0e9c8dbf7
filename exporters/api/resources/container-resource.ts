import type { Container, Endpoint } from '../../../collectors/containers/record.ts'
import type { ContainerResource } from '../schemas/container.ts'
import { interfaceResource } from './interface-resource.ts'
import type { Inventory } from './inventory.ts'

export const containerResource = (container: Container, inventory: Inventory): ContainerResource => {
  const { id, name, runtime, image, imageId, state, health, pid, hostname, networkMode, netns } = container
  const { exitCode, oomKilled, restartCount, restartPolicy, labels, limits, ports } = container
  const namespace = netns === null ? undefined : inventory.namespace(netns)
  const links = netns === null ? [] : [...inventory.identities.linksOf(netns)]
  const interfaces = links.map((link) => interfaceResource(link, inventory))
  const neighbours = netns === null ? [] : inventory.containersIn(netns).filter((other) => other.id !== id)
  return {
    id,
    name,
    runtime,
    image,
    imageId,
    state,
    health,
    pid,
    createdAt: container.createdAt || null,
    startedAt: container.startedAt || null,
    finishedAt: container.finishedAt || null,
    exitCode,
    oomKilled,
    restartCount,
    restartPolicy,
    hostname,
    labels,
    project: container.project ?? null,
    service: container.service ?? null,
    limits,
    cgroup: container.cgroup ?? null,
    usage: usageOf(container, inventory),
    networkMode,
    netns: namespace?.inode ?? null,
    netnsId: netns,
    hostNetwork: netns !== null && inventory.isHost(netns),
    sharedWith: neighbours.map((other) => other.name),
    interfaces,
    addresses: interfaces.filter(({ type }) => type !== 'loopback').flatMap(({ addresses }) => addresses),
    ports,
    networks: container.endpoints.map(attachment),
  }
}

const usageOf = ({ id }: Container, { usage, cgroupOf }: Inventory): ContainerResource['usage'] => {
  const cgroup = cgroupOf(id)
  return usage === null || cgroup === undefined ? null : { takenAt: usage.takenAt, ...cgroup }
}

const attachment = (endpoint: Endpoint): ContainerResource['networks'][number] => {
  const { ipv4, ipv4PrefixLength, ipv6, ipv6PrefixLength } = endpoint
  const addresses = [
    { ip: ipv4, prefixLength: ipv4PrefixLength },
    { ip: ipv6, prefixLength: ipv6PrefixLength },
  ]
  return {
    id: endpoint.networkId,
    name: endpoint.networkName,
    addresses: addresses.filter(({ ip }) => ip !== '').map(({ ip, prefixLength }) => `${ip}/${prefixLength}`),
    mac: endpoint.mac,
    gateways: [endpoint.gateway, endpoint.ipv6Gateway].filter((gateway) => gateway !== ''),
    aliases: endpoint.aliases,
    dnsNames: endpoint.dnsNames,
  }
}
