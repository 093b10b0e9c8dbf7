import { read16 } from '../../../packet/address-bytes.ts'
import type { MatchInfos } from './match-test.ts'

type IcmpRange = MatchInfos['bridgeIp']['icmp']

/** Both ends belong to it. */
export const isIn = ({ min, max }: { readonly min: number; readonly max: number }, value: number): boolean =>
  value >= min && value <= max

interface Compared extends Pick<MatchInfos['bridgeIp'], 'sourcePort' | 'destinationPort'> {
  readonly icmp: IcmpRange
}
type Inverted = { readonly [K in keyof Compared]: boolean }

/** What ebt_ip and ebt_ip6 compare in the first four bytes behind IP: ports, and the type and code of ICMP. Null: not compared. */
export const bridgeTransport =
  ({ sourcePort, destinationPort, icmp }: Compared, invert: Inverted) =>
  (bytes: Uint8Array, at: number): boolean => {
    if (destinationPort !== null && isIn(destinationPort, read16(bytes, at + 2)) === invert.destinationPort)
      return false
    if (sourcePort !== null && isIn(sourcePort, read16(bytes, at)) === invert.sourcePort) return false
    if (icmp === null) return true
    const { minType, maxType, minCode, maxCode } = icmp
    const [type = 0, code = 0] = bytes.subarray(at, at + 2)
    return (type >= minType && type <= maxType && code >= minCode && code <= maxCode) !== invert.icmp
  }
