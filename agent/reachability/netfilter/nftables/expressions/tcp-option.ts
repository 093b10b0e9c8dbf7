import { IPPROTO_TCP } from '../../../packet/packet.ts'
import type { Machine } from '../machine.ts'

/** TCPOPT_NOP, net/tcp.h: it, and the end of the list, have no length. */
export const TCPOPT_NOP = 1
const fixedHeader = 20

/** Where the options of TCP begin and end; null where there is no whole TCP header (nft_tcp_header_pointer). */
export const tcpOptionsOf = ({
  packet,
  hasTransport,
  isLaterFragment,
}: Machine): { readonly from: number; readonly to: number } | null => {
  if (!hasTransport || isLaterFragment || packet.protocol !== IPPROTO_TCP) return null
  const { bytes, transport } = packet
  const to = transport + ((bytes[transport + 12] ?? 0) >>> 4) * 4
  if (to < transport + fixedHeader || to > bytes.length) return null
  return { from: transport + fixedHeader, to }
}

/** The first option of a type: where it begins, and its length; null where there is none, or it is cut off. */
export const tcpOptionAt = (
  machine: Machine,
  type: number,
): { readonly at: number; readonly length: number } | null => {
  const options = tcpOptionsOf(machine)
  if (options === null) return null
  const { bytes } = machine.packet
  for (let at = options.from; at < options.to - 1; ) {
    const kind = bytes[at] ?? 0
    const length = kind <= TCPOPT_NOP || bytes[at + 1] === 0 ? 1 : (bytes[at + 1] ?? 1)
    if (kind === type) return at + length > options.to ? null : { at, length }
    at += length
  }
  return null
}
