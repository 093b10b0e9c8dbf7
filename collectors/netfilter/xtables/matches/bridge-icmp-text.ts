import { rangeText } from '../range-text.ts'

/** `[name, type, first code, last code]`: the first row that fits names it. */
type IcmpNames = readonly (readonly [name: string, type: number, minCode: number, maxCode: number])[]

/** RFC 792, in the words of iptables. */
export const icmpNames: IcmpNames = [
  ['any', 255, 0, 255],
  ['echo-reply', 0, 0, 255],
  ['destination-unreachable', 3, 0, 255],
  ['network-unreachable', 3, 0, 0],
  ['host-unreachable', 3, 1, 1],
  ['protocol-unreachable', 3, 2, 2],
  ['port-unreachable', 3, 3, 3],
  ['fragmentation-needed', 3, 4, 4],
  ['source-route-failed', 3, 5, 5],
  ['network-unknown', 3, 6, 6],
  ['host-unknown', 3, 7, 7],
  ['network-prohibited', 3, 9, 9],
  ['host-prohibited', 3, 10, 10],
  ['TOS-network-unreachable', 3, 11, 11],
  ['TOS-host-unreachable', 3, 12, 12],
  ['communication-prohibited', 3, 13, 13],
  ['host-precedence-violation', 3, 14, 14],
  ['precedence-cutoff', 3, 15, 15],
  ['source-quench', 4, 0, 255],
  ['redirect', 5, 0, 255],
  ['network-redirect', 5, 0, 0],
  ['host-redirect', 5, 1, 1],
  ['TOS-network-redirect', 5, 2, 2],
  ['TOS-host-redirect', 5, 3, 3],
  ['echo-request', 8, 0, 255],
  ['router-advertisement', 9, 0, 255],
  ['router-solicitation', 10, 0, 255],
  ['time-exceeded', 11, 0, 255],
  ['ttl-zero-during-transit', 11, 0, 0],
  ['ttl-zero-during-reassembly', 11, 1, 1],
  ['parameter-problem', 12, 0, 255],
  ['ip-header-bad', 12, 0, 0],
  ['required-option-missing', 12, 1, 1],
  ['timestamp-request', 13, 0, 255],
  ['timestamp-reply', 14, 0, 255],
  ['address-mask-request', 17, 0, 255],
  ['address-mask-reply', 18, 0, 255],
]

/** RFC 4443 and 4861. */
export const icmpv6Names: IcmpNames = [
  ['destination-unreachable', 1, 0, 255],
  ['no-route', 1, 0, 0],
  ['communication-prohibited', 1, 1, 1],
  ['beyond-scope', 1, 2, 2],
  ['address-unreachable', 1, 3, 3],
  ['port-unreachable', 1, 4, 4],
  ['failed-policy', 1, 5, 5],
  ['reject-route', 1, 6, 6],
  ['packet-too-big', 2, 0, 255],
  ['time-exceeded', 3, 0, 255],
  ['ttl-zero-during-transit', 3, 0, 0],
  ['ttl-zero-during-reassembly', 3, 1, 1],
  ['parameter-problem', 4, 0, 255],
  ['bad-header', 4, 0, 0],
  ['unknown-header-type', 4, 1, 1],
  ['unknown-option', 4, 2, 2],
  ['echo-request', 128, 0, 255],
  ['echo-reply', 129, 0, 255],
  ['router-solicitation', 133, 0, 255],
  ['router-advertisement', 134, 0, 255],
  ['neighbour-solicitation', 135, 0, 255],
  ['neighbour-advertisement', 136, 0, 255],
  ['redirect', 137, 0, 255],
]

/** RFC 3376; IGMP has no codes. */
const igmpNames: IcmpNames = [
  ['membership-query', 17, 0, 255],
  ['membership-report-v1', 18, 0, 255],
  ['membership-report-v2', 22, 0, 255],
  ['leave-group', 23, 0, 255],
  ['membership-report-v3', 34, 0, 255],
]

/** Types and codes that a rule of ebtables asks for, both ends included. */
interface IcmpRange {
  readonly minType: number
  readonly maxType: number
  readonly minCode: number
  readonly maxCode: number
}

/** `echo-request`, `8/0`, `8:10/2:3`. */
export const icmpText = (names: IcmpNames, { minType, maxType, minCode, maxCode }: IcmpRange): string => {
  const codes = rangeText(minCode, maxCode)
  if (minType !== maxType) return `${minType}:${maxType}/${codes}`
  const row = names.find(([, type, first, last]) => type === minType && first === minCode && last === maxCode)
  return row?.[0] ?? `${minType}/${codes}`
}

/** `membership-query`, `5`, `5:6`. */
export const igmpText = (minType: number, maxType: number): string => {
  const name = minType === maxType ? igmpNames.find(([, type]) => type === minType)?.[0] : undefined
  return name ?? rangeText(minType, maxType)
}
