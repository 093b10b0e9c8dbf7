import { read16 } from '../../../packet/address-bytes.ts'
import type { Packet } from '../../../packet/packet.ts'
import { comparedPorts } from './compared-ports.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'
import { onTransport } from './on-header.ts'
import { holds } from './transport.ts'

type Sctp = MatchInfos['sctp']

const HEADER = 12
const CHUNK_HEADER = 4

/** sctp_mt, net/netfilter/xt_sctp.c */
export const sctp: CompileMatch<'sctp'> = (info) => {
  const { match, invert } = info
  const arePorts = comparedPorts(info)
  const findChunks = chunksIn(info)
  return onTransport(HEADER, (packet, at) => {
    if (!arePorts(packet.bytes, at)) return false
    if (!match.chunks) return true
    const found = findChunks(packet, at + HEADER)
    return found === 'hotdrop' ? found : found !== invert.chunks
  })
}

/** match_packet: a chunk with flags is one only where its flags are as asked. */
const chunksIn = ({ chunks, chunkMatch, chunkFlags }: Sctp) => {
  const wanted = new Set(chunks)
  const hasFlags = (type: number, flags: number): boolean => {
    const asked = chunkFlags.find((one) => one.type === type)
    return asked === undefined || (flags & asked.mask) === asked.flags
  }
  return (packet: Packet, from: number): boolean | 'hotdrop' => {
    const { bytes } = packet
    const missing = new Set(wanted)
    let at = from
    do {
      const length = read16(bytes, at + 2)
      if (!holds(packet, at, CHUNK_HEADER) || length === 0) return 'hotdrop'
      const [type, flags] = [bytes[at] ?? 0, bytes[at + 1] ?? 0]
      at += (length + 3) & ~3
      const fits = wanted.has(type) && hasFlags(type, flags)
      if (chunkMatch === 'any' && fits) return true
      if (chunkMatch === 'only' && !fits) return false
      if (fits) missing.delete(type)
    } while (at < bytes.length)
    if (chunkMatch === 'all') return missing.size === 0
    return chunkMatch === 'only'
  }
}
