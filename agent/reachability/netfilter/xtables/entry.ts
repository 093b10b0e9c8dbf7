import type { ArpEntry, BridgeEntry, IpEntry } from '../../../../collectors/netfilter/xtables/record.ts'
import { bytesOfAddress, macBytes, read16 } from '../../packet/address-bytes.ts'
import { fragmentOffsetOf } from '../../packet/fields.ts'
import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { interfaceTest } from './interface-test.ts'
import { maskedWords } from './masked-words.ts'
import { maskedMac } from './matches/masked-mac.ts'

/** Whether a packet is what the entry of a rule names, before its matches are asked. */
export type EntryTest = (packet: Packet, input: Device | null, output: Device | null) => boolean

/** All tests that a rule really has, in the order of the kernel; null for none. */
const all = (tests: readonly (EntryTest | null)[]): EntryTest | null => {
  const asked = tests.filter((test) => test !== null)
  const [first, second, third] = asked
  if (first === undefined) return null
  if (second === undefined) return first
  if (third === undefined)
    return (packet, input, output) => first(packet, input, output) && second(packet, input, output)
  return (packet, input, output) => {
    for (const test of asked) if (!test(packet, input, output)) return false
    return true
  }
}

const onBytes = (test: ((bytes: Uint8Array) => boolean) | null): EntryTest | null =>
  test === null ? null : ({ bytes }) => test(bytes)

const onInput = (pattern: string, inverted: boolean): EntryTest | null => {
  const test = interfaceTest(pattern, inverted)
  return test === null ? null : (_, input) => test(input?.name ?? '')
}

const onOutput = (pattern: string, inverted: boolean): EntryTest | null => {
  const test = interfaceTest(pattern, inverted)
  return test === null ? null : (_, __, output) => test(output?.name ?? '')
}

const onAddress = (address: string, mask: string, at: number, inverted: boolean): EntryTest | null =>
  onBytes(maskedWords(bytesOfAddress(address), bytesOfAddress(mask), at, inverted))

/** Second and further fragments; with `!` the others. */
const onFragment = (fragment: boolean, inverted: boolean): EntryTest | null => {
  if (!fragment) return inverted ? () => false : null
  return (packet) => fragmentOffsetOf(packet) > 0 !== inverted
}

const comparesNothing = ({ inInterface, outInterface, fragment, invert }: IpEntry): boolean =>
  inInterface === '' &&
  outInterface === '' &&
  !fragment &&
  !invert.inInterface &&
  !invert.outInterface &&
  !invert.fragment

/**
 * What an entry compares beside its quick test (ip_packet_match, net/ipv4/netfilter/ip_tables.c; ip6_packet_match,
 * net/ipv6/netfilter/ip6_tables.c). Neither kernel function looks at a traffic class. Null: nothing.
 */
export const compileIpEntry = (entry: IpEntry, family: 'ipv4' | 'ipv6'): EntryTest | null => {
  const { invert } = entry
  const isIpv6 = family === 'ipv6'
  if (!isIpv6 && comparesNothing(entry)) return null
  return all([
    isIpv6 ? onAddress(entry.source, entry.sourceMask, 8, invert.source) : null,
    isIpv6 ? onAddress(entry.destination, entry.destinationMask, 24, invert.destination) : null,
    onInput(entry.inInterface, invert.inInterface),
    onOutput(entry.outInterface, invert.outInterface),
    onFragment(entry.fragment, invert.fragment),
  ])
}

/** A 16-bit word under a mask. */
const onWord = (at: number, { value, mask }: ArpEntry['operation'], inverted: boolean): EntryTest | null => {
  if (value === 0 && mask === 0 && !inverted) return null
  return ({ bytes }) => ((read16(bytes, at) & mask) === value) !== inverted
}

const onByte = (at: number, { value, mask }: ArpEntry['operation'], inverted: boolean): EntryTest | null => {
  if (value === 0 && mask === 0 && !inverted) return null
  return ({ bytes }) => (((bytes[at] ?? 0) & mask) === value) !== inverted
}

type MaskedMac = ArpEntry['sourceHardware']

const onHardware = (at: number, { address, mask }: MaskedMac, inverted: boolean): EntryTest => {
  const isSame = maskedMac(address, mask)
  return ({ bytes }) => isSame(bytes, at) !== inverted
}

/** arp_packet_match (net/ipv4/netfilter/arp_tables.c), of ARP for IPv4 over Ethernet. */
export const compileArpEntry = (entry: ArpEntry): EntryTest | null => {
  const { invert } = entry
  return all([
    onWord(6, entry.operation, invert.operation),
    onWord(0, entry.hardwareType, invert.hardwareType),
    onWord(2, entry.protocolType, invert.protocolType),
    onByte(4, entry.hardwareLength, invert.hardwareLength),
    onHardware(8, entry.sourceHardware, invert.sourceHardware),
    onHardware(18, entry.targetHardware, invert.targetHardware),
    onAddress(entry.source, entry.sourceMask, 14, invert.source),
    onAddress(entry.target, entry.targetMask, 24, invert.target),
    onInput(entry.inInterface, invert.inInterface),
    onOutput(entry.outInterface, invert.outInterface),
  ])
}

/** Numbers of the frame's type field below this are lengths (ETH_P_802_3_MIN). */
const leastType = 0x0600
const ETH_P_8021Q = 0x8100

const onFrameType = (protocol: NonNullable<BridgeEntry['protocol']>, inverted: boolean): EntryTest => {
  const typeOf = ({ vlan, etherType }: Packet): number => (vlan === null ? etherType : ETH_P_8021Q)
  if (protocol === 'length') return (packet) => typeOf(packet) < leastType !== inverted
  return (packet) => (typeOf(packet) === protocol) !== inverted
}

/** Only of a port of a bridge; where there is none, it is not asked. */
const onBridge = (pattern: string, inverted: boolean, which: 'input' | 'output'): EntryTest | null => {
  const test = interfaceTest(pattern, inverted)
  if (test === null) return null
  return (_, input, output) => {
    const port = which === 'input' ? input : output
    return port?.master?.kind === 'bridge' ? test(port.master.name) : true
  }
}

const onFrameAddress = (
  masked: MaskedMac | null,
  inverted: boolean,
  which: 'source' | 'destination',
): EntryTest | null => {
  if (masked === null) return null
  const { address, mask } = masked
  if (mask === 'ff:ff:ff:ff:ff:ff') return ({ link }) => (link?.[which] === address) !== inverted
  const isSame = maskedMac(address, mask)
  return ({ link }) => isSame(macBytes(link?.[which] ?? '00:00:00:00:00:00'), 0) !== inverted
}

/** ebt_basic_match, net/bridge/netfilter/ebtables.c. `input` and `output` are ports. */
export const compileBridgeEntry = (entry: BridgeEntry): EntryTest | null => {
  const { invert } = entry
  return all([
    entry.protocol === null ? null : onFrameType(entry.protocol, invert.protocol),
    onInput(entry.inInterface, invert.inInterface),
    onOutput(entry.outInterface, invert.outInterface),
    onBridge(entry.logicalIn, invert.logicalIn, 'input'),
    onBridge(entry.logicalOut, invert.logicalOut, 'output'),
    onFrameAddress(entry.source, invert.source, 'source'),
    onFrameAddress(entry.destination, invert.destination, 'destination'),
  ])
}
