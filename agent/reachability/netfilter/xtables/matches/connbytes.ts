import type { Connection } from '../../conntrack/connection.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'

type Connbytes = MatchInfos['connbytes']

/** Packets so far, this one with them. Conntrack has counted it before any rule of IP sees it. */
const packetsOf = ({ packets }: Connection, direction: string): number => {
  if (direction === 'original') return packets.original
  return direction === 'reply' ? packets.reply : packets.original + packets.reply
}

const rangeTest = ({ from, to }: Connbytes): ((count: number) => boolean) =>
  to >= from ? (count) => count >= from && count <= to : (count) => count < to || count > from

/**
 * connbytes_mt, net/netfilter/xt_connbytes.c. The packets of a connection that this walk makes are known; what one of the snapshot
 * has transferred since, and bytes, are not.
 */
export const connbytes: CompileMatch<'connbytes'> = (info) => {
  const { what, direction } = info
  const isInRange = rangeTest(info)
  const unknown = { unknown: `how much the connection has transferred (${what}, ${direction})` }
  return ({ packet }) => {
    const connection = connectionOf(packet)
    if (connection === null) return false
    if (connection.entry !== null) return unknown
    const packets = packetsOf(connection, direction)
    if (what === 'packets' || packets === 0) return isInRange(packets)
    return packets === 1 && (direction === 'both' || direction === packet.direction)
      ? isInRange(packet.bytes.length)
      : unknown
  }
}
