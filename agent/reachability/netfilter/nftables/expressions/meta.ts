import { IPPROTO_TCP } from '../../../packet/packet.ts'
import type { Device } from '../../../scene/device.ts'
import { packetTypeNumbers } from '../../xtables/matches/packet-type.ts'
import { paddedText } from '../bytes.ts'
import { nameLength, nameOf } from '../device-name.ts'
import { type Machine, NFPROTO_IPV4, NFPROTO_IPV6, type Operation, type Outcome } from '../machine.ts'
import { putBig16, putByte, putBytes, putWord, registerAt, spoil } from '../registers.ts'
import type { ExpressionOf, MetaLoad } from './kinds.ts'
import { bridgeLoads } from './meta-bridge.ts'
import { metaSet } from './meta-set.ts'

type Side = 'in' | 'out'

const index =
  (side: Side): MetaLoad =>
  ({ state, registers }, to) => {
    putWord(registers, to, state[side]?.ifindex ?? 0)
    return null
  }

const interfaceName =
  (side: Side): MetaLoad =>
  ({ state, registers }, to) => {
    putBytes(registers, to, nameOf(state[side]))
    return null
  }

/** What a device has; without one the rule does not match. */
const ofDevice =
  (side: Side, put: (registers: Machine['registers'], to: number, device: Device) => Outcome): MetaLoad =>
  ({ state, registers }, to) => {
    const device = state[side]
    return device === null ? 'break' : put(registers, to, device)
  }

const typeOf = (side: Side): MetaLoad =>
  ofDevice(side, (registers, to, { record }) => {
    putWord(registers, to, record.hardwareType)
    return null
  })

/**
 * `iiftype` is that of the device where the packet is now (NFT_META_IFTYPE: skb->dev): behind a router's FORWARD, and at egress, of the
 * one that it goes out by. What a program here sends has none before it has passed OUTPUT.
 */
const presentType: MetaLoad = ({ state, protocolFamily, registers }, to) => {
  const { hook } = state
  const isLeaving = hook === 'postrouting' || hook === 'egress'
  const isUnplaced = hook === 'output' && (protocolFamily === NFPROTO_IPV4 || protocolFamily === NFPROTO_IPV6)
  const device = isUnplaced ? null : isLeaving ? state.out : (state.in ?? state.out)
  if (device === null) return 'break'
  putWord(registers, to, device.record.hardwareType)
  return null
}

const groupOf = (side: Side): MetaLoad =>
  ofDevice(side, (registers, to, { record }) => {
    putWord(registers, to, record.group ?? 0)
    return null
  })

/** rtnl_link_ops: a device that was not made by `ip link add` has none. */
const kindOf = (side: Side): MetaLoad =>
  ofDevice(side, (registers, to, { kind }) => {
    if (kind === 'device' || kind === 'loopback') return 'break'
    putBytes(registers, to, paddedText(kind, nameLength))
    return null
  })

const unknown = (what: string, length: number): MetaLoad => {
  const taint = { unknown: what, values: null }
  return ({ registers }, to) => {
    spoil(registers, to, length, taint)
    return null
  }
}

/** Whose socket an answer is for (early demultiplexing finds it before INPUT) is not followed. */
const socketUnknown = { unknown: 'whose socket the answer is for', values: null }

/** nft_meta_get_eval_skugid: only of what a program here sends; what the kernel itself sends has no open file. */
const sender =
  (id: 'uid' | 'gid'): MetaLoad =>
  ({ packet, state, registers }, to) => {
    if (packet.sender === null) {
      const isAnswer = state.hook === 'input' && packet.direction === 'reply' && packet.protocol === IPPROTO_TCP
      if (!isAnswer) return 'break'
      spoil(registers, to, 4, socketUnknown)
      return null
    }
    if (packet.sender.kernel) return 'break'
    putWord(registers, to, packet.sender[id])
    return null
  }

const classUnknown = { unknown: 'the net_cls class of the sender', values: null }

const loads: { readonly [key: string]: MetaLoad } = {
  // At egress the Ethernet header counts, too.
  length: ({ packet, state, registers }, to) => {
    const header = state.hook === 'egress' && packet.link !== null ? 14 : 0
    putWord(registers, to, packet.bytes.length + header)
    return null
  },
  protocol: ({ packet, registers }, to) => {
    putBig16(registers, to, packet.etherType)
    return null
  },
  priority: ({ packet, registers }, to) => {
    putWord(registers, to, packet.priority)
    return null
  },
  mark: ({ packet, registers }, to) => {
    putWord(registers, to, packet.mark)
    return null
  },
  iif: index('in'),
  oif: index('out'),
  iifname: interfaceName('in'),
  oifname: interfaceName('out'),
  iiftype: presentType,
  oiftype: typeOf('out'),
  iifgroup: groupOf('in'),
  oifgroup: groupOf('out'),
  iifkind: kindOf('in'),
  oifkind: kindOf('out'),
  skuid: sender('uid'),
  skgid: sender('gid'),
  rtclassid: ({ packet, registers }, to) => {
    if (packet.route === null) return 'break'
    putWord(registers, to, packet.route.realm)
    return null
  },
  secmark: unknown('its security mark', 4),
  nfproto: ({ protocolFamily, registers }, to) => {
    putByte(registers, to, protocolFamily)
    return null
  },
  l4proto: ({ packet, hasTransport, registers }, to) => {
    if (!hasTransport) return 'break'
    putByte(registers, to, packet.protocol)
    return null
  },
  pkttype: ({ packet, registers }, to) => {
    putByte(registers, to, packetTypeNumbers[packet.packetType])
    return null
  },
  cpu: unknown('which processor takes it', 4),
  // Only for what a program here sends; answers to it find its socket before INPUT.
  cgroup: ({ packet, registers }, to) => {
    if (packet.sender === null || packet.sender.kernel) return 'break'
    spoil(registers, to, 4, classUnknown)
    return null
  },
  random: unknown('a random number', 4),
  // No packet of a walk has come through IPsec.
  ipsec: ({ registers }, to) => {
    putByte(registers, to, 0)
    return null
  },
  time: unknown('the time', 8),
  day: unknown('the day of the week', 4),
  hour: unknown('the time of day', 4),
  sdif: ({ registers, ...machine }, to) => {
    putWord(registers, to, slaveOf(machine)?.ifindex ?? 0)
    return null
  },
  sdifname: ({ registers, ...machine }, to) => {
    putBytes(registers, to, nameOf(slaveOf(machine)))
    return null
  },
  ...bridgeLoads,
}

/** The port of a VRF that a packet came in by, as the hooks behind the VRF see it (inet_sdif, net/ip.h). */
const slaveOf = ({ state, packet, protocolFamily }: Pick<Machine, 'state' | 'packet' | 'protocolFamily'>) => {
  if (protocolFamily !== NFPROTO_IPV4 && protocolFamily !== NFPROTO_IPV6) return null
  const { arrivedAt } = packet
  return state.in?.kind === 'vrf' && arrivedAt !== null && arrivedAt !== state.in ? arrivedAt : null
}

/** What the kernel knows of the packet beside its bytes (nft_meta_get_eval, net/netfilter/nft_meta.c). */
export const meta = ({ key = '', dreg, sreg }: ExpressionOf<'meta'>): Operation => {
  if (sreg !== undefined) return metaSet(key, sreg)
  const to = registerAt(dreg)
  const load = loads[key] ?? unknown(`the value of meta ${key}`, 4)
  return (machine) => load(machine, to)
}
