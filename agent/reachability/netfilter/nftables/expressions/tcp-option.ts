import { tcpHeaderLengthOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP } from '../../../packet/packet.ts'
import type { Machine } from '../machine.ts'

/** TCPOPT_NOP, net/tcp.h: it, and the end of the list, have no length. */
export const TCPOPT_NOP = 1
const fixedHeader = 20

interface Options {
  readonly from: number
  readonly to: number
}

/** Where the options of TCP begin and end; null where there is no whole TCP header (nft_tcp_header_pointer). */
export const tcpOptionsOf = ({ packet, hasTransport, isLaterFragment }: Machine): Options | null => {
  if (!hasTransport || isLaterFragment || packet.protocol !== IPPROTO_TCP) return null
  const { bytes, transport } = packet
  const to = transport + tcpHeaderLengthOf(packet)
  if (to < transport + fixedHeader || to > bytes.length) return null
  return { from: transport + fixedHeader, to }
}

/** The first option of a type: where it begins, and its length; null where there is none, `cut off` where the header ends in it. */
export const findTcpOption = (
  { packet }: Machine,
  type: number,
  { from, to }: Options,
): { readonly at: number; readonly length: number } | 'cut off' | null => {
  const { bytes } = packet
  for (let at = from; at < to - 1; ) {
    const kind = bytes[at] ?? 0
    const length = kind <= TCPOPT_NOP || bytes[at + 1] === 0 ? 1 : (bytes[at + 1] ?? 1)
    if (kind === type) return at + length > to ? 'cut off' : { at, length }
    at += length
  }
  return null
}
