import type { IpEntry } from '../../../../collectors/netfilter/xtables/record.ts'
import { bigEndian } from './bytes.ts'
import {
  type Comparison,
  type Draft,
  type InfoOf,
  isInverted,
  unknownComparison,
  unmasked,
  type Writable,
} from './draft.ts'
import type { ExpressionOf } from './expression-of.ts'
import { ForeignRule } from './foreign.ts'

type IpDraft = Draft<Writable<IpEntry>>

/** IPPROTO_*, linux/in.h */
const ICMP = 1
const TCP = 6
const UDP = 17
const ICMPV6 = 58

const anyPort = { from: 0, to: 0xffff }
const noPorts: InfoOf<'udp'> = {
  sourcePorts: anyPort,
  destinationPorts: anyPort,
  invert: { sourcePorts: false, destinationPorts: false },
}
const noTcp: InfoOf<'tcp'> = {
  ...noPorts,
  option: 0,
  flagMask: 0,
  flagCompare: 0,
  invert: { ...noPorts.invert, flags: false, option: false },
}

type Side = 'sourcePorts' | 'destinationPorts'
interface Range {
  readonly from: number
  readonly to: number
  readonly invert: boolean
}

/** iptables-nft writes a range that begins at 0 as one comparison. */
const rangeOf = (op: string, port: number): Range => {
  if (op === 'lte') return { from: 0, to: port, invert: false }
  if (op === 'gte') return { from: port, to: 0xffff, invert: false }
  if (op === 'lt' && port > 0) return { from: 0, to: port - 1, invert: false }
  if (op === 'gt' && port < 0xffff) return { from: port + 1, to: 0xffff, invert: false }
  return { from: port, to: port, invert: isInverted(op) }
}

const withPorts = <I extends InfoOf<'udp'>>(info: I, side: Side, { from, to, invert }: Range): I => ({
  ...info,
  [side]: { from, to },
  invert: { ...info.invert, [side]: invert },
})

const addPorts = (draft: IpDraft, side: Side, range: Range): void => {
  draft.once(side === 'sourcePorts' ? 'the source port' : 'the destination port')
  if (draft.entry.protocol === TCP) draft.gather('tcp', (info = noTcp) => withPorts(info, side, range))
  else draft.gather('udp', (info = noPorts) => withPorts(info, side, range))
}

const addFlags = (draft: IpDraft, { op, data, mask }: Comparison): void => {
  draft.once('the TCP flags')
  draft.gather('tcp', (info = noTcp) => ({
    ...info,
    flagMask: mask === null ? 0xff : bigEndian(mask, 1),
    flagCompare: bigEndian(data, 1),
    invert: { ...info.invert, flags: isInverted(op) },
  }))
}

/** Any type, any code: the kernel looks at neither. */
const anyType = 0xff

const addIcmp = (draft: IpDraft, offset: number, { op, data, mask }: Comparison): void => {
  unmasked(mask)
  draft.once('the ICMP type')
  if (isInverted(op)) throw new ForeignRule('it compares the ICMP type with "neq"')
  const isFour = draft.entry.protocol === ICMP
  const [type, code] = offset === 0 ? [data.slice(0, 2), data.slice(2)] : ['', data]
  if (offset > 1 || data.length > 4 - 2 * offset || (type === '' && !isFour))
    throw new ForeignRule('it compares more of ICMP')
  const codes =
    code === '' ? { minCode: 0, maxCode: 0xff } : { minCode: bigEndian(code, 1), maxCode: bigEndian(code, 1) }
  const info = { type: type === '' ? anyType : bigEndian(type, 1), ...codes, invert: { type: false } }
  draft.match({ kind: isFour ? 'icmp' : 'icmp6', revision: 0, info })
}

/** A rule of iptables may ask for ports only when it asks for the protocol, and the protocol not to be another one. */
const isProtocol = ({ entry }: IpDraft, ...protocols: readonly number[]): boolean =>
  protocols.includes(entry.protocol) && !entry.invert.protocol

/** A comparison with bytes of the transport header, as the matches `tcp`, `udp`, `icmp` and `icmp6` of iptables-nft are. */
export const compareTransport = (comparison: Comparison, draft: IpDraft): void => {
  const { loaded, op, data, mask } = comparison
  if (loaded.from !== 'payload') throw unknownComparison(loaded)
  const { offset } = loaded
  if (isProtocol(draft, ICMP, ICMPV6)) {
    addIcmp(draft, offset, comparison)
    return
  }
  if (!isProtocol(draft, TCP, UDP)) throw unknownComparison(loaded)
  if (offset === 13 && loaded.length === 1 && draft.entry.protocol === TCP) {
    addFlags(draft, comparison)
    return
  }
  unmasked(mask)
  if (offset === 0 && data.length === 8) {
    // Both ports at once.
    addPorts(draft, 'sourcePorts', rangeOf(op, bigEndian(data.slice(0, 4), 2)))
    addPorts(draft, 'destinationPorts', rangeOf(op, bigEndian(data.slice(4), 2)))
    return
  }
  if (offset !== 0 && offset !== 2) throw unknownComparison(loaded)
  addPorts(draft, offset === 0 ? 'sourcePorts' : 'destinationPorts', rangeOf(op, bigEndian(data, 2)))
}

/** A range of ports. */
export const compareRange = (
  { loaded, mask }: Pick<Comparison, 'loaded' | 'mask'>,
  { op = 'eq', from = '', to = '' }: ExpressionOf<'range'>,
  draft: IpDraft,
): void => {
  unmasked(mask)
  const isPort =
    loaded.from === 'payload' && loaded.base === 'transport' && (loaded.offset === 0 || loaded.offset === 2)
  if (!isPort || !isProtocol(draft, TCP, UDP)) throw unknownComparison(loaded)
  const range = { from: bigEndian(from, 2), to: bigEndian(to, 2), invert: isInverted(op) }
  addPorts(draft, loaded.offset === 0 ? 'sourcePorts' : 'destinationPorts', range)
}
