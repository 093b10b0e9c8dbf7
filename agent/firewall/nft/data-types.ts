import { addressText, hardwareAddressText } from './address-text.ts'
import { type Json, jsonInteger } from './json.ts'
import type { Surroundings } from './surroundings.ts'
import * as symbols from './symbols.ts'
import { dateText, dayTimeText, durationText } from './time-text.ts'
import { visible } from './visible-text.ts'

/** How the bytes of a value make its number. */
export type Order = 'network' | 'host'

/** A value as the forms of its type see it. */
export interface Scalar {
  readonly number: bigint
  readonly bits: number
}

/** Where it stands: in a range nft writes numbers in place of names. */
export interface Writing extends Surroundings {
  readonly numeric: boolean
}

/** A type of values of nf_tables' userspace: keys and data of sets are declared with them. */
export interface DataType {
  /** What NFTA_SET_KEY_TYPE and NFTA_SET_DATA_TYPE hold; the kernel itself does not look at it. */
  readonly number: number
  readonly name: string
  /** 0: as many as the expression has. */
  readonly bits: number
  readonly order: Order
  /** A set of flags, or characters. */
  readonly base: 'integer' | 'bitmask' | 'string'
  /** Masks and ranges of it are written as prefixes where they are some. */
  readonly prefix: boolean
  readonly json: (value: Scalar, writing: Writing) => Json
  readonly text: (value: Scalar, writing: Writing) => string
}

type Written = Pick<DataType, 'json' | 'text'>

const integerJson = ({ number }: Scalar): Json =>
  number < 1n << 64n ? jsonInteger(number) : `0x${number.toString(16)}`
const decimal = ({ number }: Scalar): string => number.toString()
/** @param digits that there are at least */
const hexadecimal =
  (digits: number) =>
  ({ number }: Scalar): string =>
    `0x${number.toString(16).padStart(digits, '0')}`

const nameIn = (table: symbols.Symbols, number: bigint): string | undefined =>
  table.find(([, value]) => BigInt(value) === number)?.[0]

/** Names where there are some, else numbers. */
const named = (table: symbols.Symbols, format: (value: Scalar) => string = decimal, quote: '"' | '' = ''): Written => ({
  json: (value) => nameIn(table, value.number) ?? integerJson(value),
  text: (value, { numeric }) => {
    const name = numeric ? undefined : nameIn(table, value.number)
    return name === undefined ? format(value) : `${quote}${name}${quote}`
  },
})

/** The same words in JSON, as a string and without quotes. */
const worded = (text: DataType['text']): Written => ({
  text,
  json: (value, writing) => text(value, writing).replace(/^"([^"]*)".*$/, '$1'),
})

type Traits = Partial<Pick<DataType, 'order' | 'base' | 'prefix'>>

const dataType = (number: number, name: string, bits: number, written: Written, traits: Traits = {}): DataType => ({
  number,
  name,
  bits,
  order: 'network',
  base: 'integer',
  prefix: false,
  ...written,
  ...traits,
})

const host: Traits = { order: 'host' }
const flags = (order: Order): Traits => ({ order, base: 'bitmask' })

const plain: Written = { json: integerJson, text: decimal }
export const integer = dataType(4, 'integer', 0, plain)
/** An integer of no known meaning: bytes of a packet. */
export const rawInteger = dataType(4, 'integer', 0, { json: integerJson, text: hexadecimal(1) })
export const bitmask = dataType(3, 'bitmask', 0, { json: integerJson, text: hexadecimal(1) })
export const nfProto = dataType(2, 'nf_proto', 8, named(symbols.nfProto), host)
export const string: DataType = dataType(5, 'string', 0, plain, { order: 'host', base: 'string' })
export const ipv4Address = dataType(7, 'ipv4_addr', 32, worded(addressText), { prefix: true })
export const ipv6Address = dataType(8, 'ipv6_addr', 128, worded(addressText), { prefix: true })
export const etherAddress = dataType(9, 'ether_addr', 48, worded(hardwareAddressText))
export const etherType = dataType(10, 'ether_type', 16, named(symbols.etherType, hexadecimal(4)))
export const arpOperation = dataType(11, 'arp_op', 16, named(symbols.arpOperation))
export const inetProtocol = dataType(12, 'inet_proto', 8, {
  ...named(symbols.inetProtocol),
  json: (value, { numeric }) =>
    (numeric ? undefined : nameIn(symbols.inetProtocol, value.number)) ?? integerJson(value),
})
export const inetService = dataType(13, 'inet_service', 16, plain)
export const icmpType = dataType(14, 'icmp_type', 8, named(symbols.icmpType))
export const tcpFlag = dataType(15, 'tcp_flag', 8, named(symbols.tcpFlag, hexadecimal(1)), flags('network'))
export const dccpPacketType = dataType(16, 'dccp_pkttype', 4, named(symbols.dccpPacketType))
export const mobilityType = dataType(17, 'mh_type', 8, named(symbols.mobilityType))
export const time = dataType(
  18,
  'time',
  64,
  {
    json: ({ number }) => jsonInteger(number / 1000n),
    text: ({ number }, { numeric }) => (numeric ? `${number / 1000n}s` : durationText(number)),
  },
  host,
)
export const mark = dataType(
  19,
  'mark',
  32,
  { json: integerJson, text: hexadecimal(8) },
  { order: 'host', prefix: true },
)
export const interfaceIndex = dataType(
  20,
  'iface_index',
  32,
  worded(({ number }, { interfaceName }) => {
    const name = interfaceName(Number(number))
    return name === null ? number.toString() : `"${visible(name)}"`
  }),
  host,
)
export const interfaceType = dataType(21, 'iface_type', 16, named(symbols.interfaceType), host)
export const realm = dataType(22, 'realm', 32, worded(named(symbols.realm, decimal, '"').text), {
  order: 'host',
  prefix: true,
})
/** TC_H_MAJ and TC_H_MIN, linux/pkt_sched.h. */
const trafficClassText = ({ number }: Scalar): string => {
  if (number === 0xffffffffn) return 'root'
  if (number === 0n) return 'none'
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`
}
export const trafficClass = dataType(23, 'classid', 32, worded(trafficClassText), host)
export const userId = dataType(24, 'uid', 32, plain, host)
export const groupId = dataType(25, 'gid', 32, plain, host)
export const ctState = dataType(26, 'ct_state', 32, named(symbols.ctState, hexadecimal(1)), flags('host'))
export const ctDirection = dataType(27, 'ct_dir', 8, named(symbols.ctDirection), host)
export const ctStatus = dataType(28, 'ct_status', 32, named(symbols.ctStatus, hexadecimal(1)), flags('host'))
export const icmpv6Type = dataType(29, 'icmpv6_type', 8, named(symbols.icmpv6Type))
const lowestBit = ({ number, bits }: Scalar): number => {
  for (let bit = 0; bit < bits; bit++) if ((number >> BigInt(bit)) & 1n) return bit
  return bits
}
/** Labels are bits; `/etc/connlabel.conf` of a host may name them, and is not read. */
export const ctLabel = dataType(
  30,
  'ct_label',
  128,
  { json: lowestBit, text: (value) => lowestBit(value).toString() },
  flags('host'),
)
export const packetType = dataType(31, 'pkt_type', 8, named(symbols.packetType), host)
export const icmpCode = dataType(32, 'icmp_code', 8, named(symbols.icmpCode))
export const icmpv6Code = dataType(33, 'icmpv6_code', 8, named(symbols.icmpv6Code))
export const icmpxCode = dataType(34, 'icmpx_code', 8, named(symbols.icmpxCode))
export const deviceGroup = dataType(35, 'devgroup', 32, named(symbols.deviceGroup, decimal, '"'), {
  order: 'host',
  prefix: true,
})
export const dscp = dataType(36, 'dscp', 6, named(symbols.dscp, hexadecimal(2)))
export const ecn = dataType(37, 'ecn', 2, named(symbols.ecn, hexadecimal(1)))
export const fibAddressType = dataType(38, 'fib_addrtype', 32, named(symbols.fibAddressType), host)
export const boolean = dataType(
  39,
  'boolean',
  1,
  { json: ({ number }) => number !== 0n, text: named(symbols.boolean).text },
  host,
)
export const ctEvent = dataType(40, 'ct_event', 32, named(symbols.ctEvent, hexadecimal(1)), flags('host'))
export const interfaceName = dataType(41, 'ifname', 128, plain, { order: 'host', base: 'string' })
export const igmpType = dataType(42, 'igmp_type', 8, named(symbols.igmpType))
export const date = dataType(43, 'time', 64, worded(dateText), host)
export const hour = dataType(44, 'hour', 32, worded(dayTimeText), host)
export const weekday = dataType(45, 'day', 8, worded(named(symbols.weekday, decimal, '"').text), host)
export const cgroup = dataType(
  46,
  'cgroupsv2',
  64,
  worded(({ number }, { cgroupPath }) => `"${visible(cgroupPath(number) ?? number.toString())}"`),
  host,
)

const byNumber: ReadonlyMap<number, DataType> = new Map(
  [
    nfProto,
    bitmask,
    integer,
    string,
    ipv4Address,
    ipv6Address,
    etherAddress,
    etherType,
    arpOperation,
    inetProtocol,
    inetService,
    icmpType,
    tcpFlag,
    dccpPacketType,
    mobilityType,
    time,
    mark,
    interfaceIndex,
    interfaceType,
    realm,
    trafficClass,
    userId,
    groupId,
    ctState,
    ctDirection,
    ctStatus,
    icmpv6Type,
    ctLabel,
    packetType,
    icmpCode,
    icmpv6Code,
    icmpxCode,
    deviceGroup,
    dscp,
    ecn,
    fibAddressType,
    boolean,
    ctEvent,
    interfaceName,
    igmpType,
    date,
    hour,
    weekday,
    cgroup,
  ].map((type) => [type.number, type]),
)

/** Bits of one type in the number of a concatenated one. */
const bitsPerType = 6
const typeMask = (1 << bitsPerType) - 1

/** The types that a key of this number is made of; null for one that we do not know (other programs may write what they like). */
export const dataTypesOf = (number: number): readonly DataType[] | null => {
  const found: DataType[] = []
  for (let rest = number; rest > 0; rest >>>= bitsPerType) {
    const type = byNumber.get(rest & typeMask)
    if (type === undefined) return null
    found.unshift(type)
  }
  return found.length === 0 ? null : found
}
