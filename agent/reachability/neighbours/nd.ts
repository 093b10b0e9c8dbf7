import { zeroAddress } from '../link/hardware-address.ts'
import { deviceKey } from '../link/text.ts'
import { multicastMac, neighbourAdvertisement } from '../packet/build.ts'
import { type NeighbourFields, neighbourMessageOf, sourceOf, ttlOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { IFA_F_OPTIMISTIC, IFA_F_TENTATIVE } from '../routing/constants.ts'
import { isGroup } from '../routing/ipv6/kind.ts'
import type { Device } from '../scene/device.ts'
import { lose, note, type Trial } from '../trial.ts'
import { fixedAddress } from './fixed-address.ts'
import { ipv6AddressesOf } from './ipv6-addresses.ts'
import { answerLabel } from './label.ts'
import { sendDiscovery } from './nd-send.ts'
import { isProxied } from './recorded.ts'
import { knownAddress, learnNeighbour } from './table.ts'

/** Hop limit of what has not been forwarded (RFC 4861, section 7.1.1). */
const ND_HOPS = 255
const allNodes = 'ff02::1'
const overrideFlag = 0x20

/**
 * Takes a neighbour solicitation or advertisement that was delivered to this namespace (ndisc_rcv, net/ipv6/ndisc.c).
 * @returns false for a packet that is neither
 */
export const receiveDiscovery = (trial: Trial, packet: Packet, device: Device): boolean => {
  const message = neighbourMessageOf(packet)
  if (message === null) return false
  if (ttlOf(packet) !== ND_HOPS || isGroup(message.target)) {
    lose(trial, {
      reason: 'arp-ignored',
      space: device.space,
      packet,
      device,
      fact: () => `the hop limit of neighbour discovery is ${ttlOf(packet)}, not ${ND_HOPS}`,
    })
    return true
  }
  if (message.kind === 'solicitation') solicited(trial, packet, device, message)
  else advertised(trial, packet, device, message)
  return true
}

type Part = 'own' | 'proxy' | 'tentative' | 'none'

/** Whether we have the address on that device, or answer for who has (ndisc_recv_ns, pndisc_is_router). */
const partOf = (device: Device, target: string): Part => {
  const own = ipv6AddressesOf(device).find(({ address, local }) => (local ?? address) === target)
  if (own !== undefined)
    return ((own.flags ?? 0) & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)) === IFA_F_TENTATIVE ? 'tentative' : 'own'
  const { space } = device
  const settings = device.record.protocols?.ipv6?.settings
  if ((settings?.forwarding ?? 0) === 0) return 'none'
  if (addressTypeOf(space, target, device) === 'anycast') return 'own'
  const proxies = (settings?.proxyNdp ?? 0) !== 0 || space.sysctl('net.ipv6.conf.all.proxy_ndp') === 1
  return proxies && isProxied(device, target) ? 'proxy' : 'none'
}

const solicited = (trial: Trial, packet: Packet, device: Device, { target, mac }: NeighbourFields): void => {
  const { space } = device
  const part = partOf(device, target)
  if (part === 'none') return
  const asker = sourceOf(packet)
  const isSearch = asker === '::'
  if (part === 'tentative') {
    lose(trial, {
      reason: 'address-tentative',
      space,
      packet,
      device,
      fact: () => `${target} of ${device.name} is tentative`,
    })
    return
  }
  if (!isSearch && mac !== null) learnNeighbour(trial, device, asker, mac, { create: true, override: true })
  const address = isSearch ? allNodes : asker
  const to = isSearch
    ? multicastMac(allNodes)
    : (fixedAddress(packet, device, asker) ?? knownAddress(trial, device, asker))
  if (to === undefined) return
  const answer = neighbourAdvertisement({
    label: answerLabel(packet.label),
    source: target,
    mac: device.mac ?? zeroAddress,
    target,
    to: { address, mac: to },
    isRouter: (device.record.protocols?.ipv6?.settings?.forwarding ?? 0) !== 0,
    overrides: part === 'own',
  })
  answer.trail = packet.trail
  note(answer, {
    kind: 'neighbour',
    space,
    detail: () => `${device.name} answers that ${target} is at ${device.mac}${part === 'proxy' ? ' (proxy_ndp)' : ''}`,
    object: () => deviceKey(device),
  })
  sendDiscovery(trial, answer, device)
}

/** ndisc_recv_na: only who asked learns. */
const advertised = (trial: Trial, packet: Packet, device: Device, { target, mac }: NeighbourFields): void => {
  if (mac === null) return
  const override = ((packet.bytes[packet.transport + 4] ?? 0) & overrideFlag) !== 0
  learnNeighbour(trial, device, target, mac, { create: false, override })
}
