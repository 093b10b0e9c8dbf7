import { eitherSetting, ipv4SettingsOf, largerSetting } from '../../neighbours/settings.ts'
import { arpOf, neighbourMessageOf } from '../../packet/fields.ts'
import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { hasPrograms } from '../programs.ts'
import { uppersOf } from '../uppers.ts'
import type { Bridge, Port } from './bridge.ts'

/**
 * Which ports a request for a neighbour means anything to. Flooding it to hundreds of containers that do not have the address, and
 * do not know who asks, changes nothing; so it is only given to those where it may.
 */
interface Audience {
  /** Behind them is something that has to be walked. */
  readonly always: readonly Port[]
  /** The rest, by the addresses that they have. */
  readonly owners: ReadonlyMap<string, readonly Port[]>
  /** The rest, by the addresses of neighbours that they have an entry for. */
  readonly acquainted: ReadonlyMap<string, readonly Port[]>
  /** The rest, by `NETNS/IFINDEX` of the device behind. */
  readonly behind: ReadonlyMap<string, Port>
}

const audiences = new WeakMap<Bridge, Audience>()

const audienceOf = (trial: Trial, bridge: Bridge): Audience => {
  let audience = audiences.get(bridge)
  if (audience === undefined) {
    audience = readAudience(trial, bridge)
    audiences.set(bridge, audience)
  }
  return audience
}

const readAudience = (trial: Trial, bridge: Bridge): Audience => {
  const always: Port[] = []
  const owners = new Map<string, Port[]>()
  const acquainted = new Map<string, Port[]>()
  const behind = new Map<string, Port>()
  const isQuiet = hasNoLinkRules(bridge.device.space)
  for (const port of bridge.ports.values()) {
    const far = port.device.joined
    if (far === null || far === 'unknown' || !isQuiet || !isPlain(trial, port.device, far)) {
      always.push(port)
      continue
    }
    behind.set(`${far.space.netns}/${far.ifindex}`, port)
    const own = new Set<string | undefined>(far.space.addresses.map(({ address, local }) => local ?? address))
    for (const { type, destination } of far.space.routes)
      if (type === 'local' || type === 'anycast') own.add(destination)
    for (const address of own) add(owners, address, port)
    for (const { ifindex, destination } of far.space.neighbours)
      if (ifindex === far.ifindex) add(acquainted, destination, port)
  }
  return { always, owners, acquainted, behind }
}

const add = (index: Map<string, Port[]>, address: string | undefined, port: Port): void => {
  if (address === undefined) return
  const known = index.get(address)
  if (known === undefined) index.set(address, [port])
  else known.push(port)
}

/** The rules of policy routing that every namespace has: local, main and default, without conditions. */
const usualPriorities: ReadonlySet<number> = new Set([0, 32766, 32767])
/** AF_INET6, and how many bits an address has. */
const AF_INET6 = 10
const bitsOf = (family: number): number => (family === AF_INET6 ? 128 : 32)

/** A container's end of a pair: nothing lies on it, nobody looks at its frames, and it answers for its own addresses only. */
const isPlain = (trial: Trial, near: Device, far: Device): boolean => {
  const { space } = far
  const ipv4 = ipv4SettingsOf(far)
  const ipv6 = far.record.protocols?.ipv6?.settings
  return (
    near.kind === 'veth' &&
    near.hasCarrier &&
    far.isUp &&
    far.master === null &&
    !far.hasNoArp &&
    uppersOf(trial.scene, far).length === 0 &&
    uppersOf(trial.scene, near).length === 0 &&
    !hasPrograms(near) &&
    !hasPrograms(far) &&
    hasNoLinkRules(space) &&
    !eitherSetting(far, 'proxy_arp', ipv4?.proxyArp) &&
    (ipv4?.proxyArpPvlan ?? 0) === 0 &&
    largerSetting(far, 'arp_accept', ipv4?.arpAccept) === 0 &&
    (ipv6?.proxyNdp ?? 0) === 0 &&
    (space.sysctl('net.ipv6.conf.all.proxy_ndp') ?? 0) === 0 &&
    hasUsualRouting(space)
  )
}

const hasUsualRouting = ({ policyRules, routes, neighbours }: Space): boolean =>
  policyRules.every(({ priority }) => usualPriorities.has(priority ?? 0)) &&
  neighbours.every(({ flags }) => (flags & NTF_PROXY) === 0) &&
  routes.every(
    ({ type, family, destinationLength, destination }) =>
      type !== 'local' || destination?.startsWith('127.') === true || destinationLength === bitsOf(family),
  )

/** NTF_PROXY, linux/neighbour.h */
const NTF_PROXY = 8

/** Whether no rules look at frames: of bridges, of ARP, at ingress or egress. */
const hasNoLinkRules = ({ nftables, xtables }: Space): boolean =>
  nftables.every(
    ({ family, chains }) =>
      family === 'ip' ||
      family === 'ip6' ||
      (family === 'inet' && chains.every(({ base }) => base?.hook !== 'ingress' && base?.hook !== 'egress')),
  ) && xtables.every(({ family }) => family === 'ipv4' || family === 'ipv6')

/** The ports that a flooded frame has to be given to; null: all. */
export const concernedPorts = (trial: Trial, bridge: Bridge, packet: Packet): readonly Port[] | null => {
  const arp = arpOf(packet)
  const message = arp === null ? neighbourMessageOf(packet) : null
  const target = arp === null ? (message?.kind === 'solicitation' ? message.target : undefined) : arp.targetAddress
  // An answer, an announcement, a search for duplicates.
  if (target === undefined || arp?.operation === REPLY) return null
  const sender = arp?.senderAddress
  if (sender === '0.0.0.0' || sender === target) return null
  const { always, owners, acquainted, behind } = audienceOf(trial, bridge)
  const ports = new Set(always)
  for (const port of owners.get(target) ?? []) ports.add(port)
  if (sender === undefined) return [...ports]
  for (const port of acquainted.get(sender) ?? []) ports.add(port)
  for (const key of trial.neighbours.keys()) {
    const end = key.length - sender.length - 1
    const port = key.endsWith(sender) && key[end] === '/' ? behind.get(key.slice(0, end)) : undefined
    if (port !== undefined) ports.add(port)
  }
  return [...ports]
}

/** ARPOP_REPLY */
const REPLY = 2
