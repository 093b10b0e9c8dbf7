import { read16, read32 } from './address-bytes.ts'
import { ETH_P_IP, IPPROTO_TCP, type Packet } from './packet.ts'

/** Stands for an identification of IPv4 that is drawn: not 0, as who is connected counts, and DF alone would do without. */
export const drawnIdentification = 1

/** Stands for a sequence number to begin with. */
export const drawnSequence = 1_000_000_000
/** So much is sent in one exchange, at most. */
const mostSent = 100_000

const isDrawnSequence = (number: number): boolean => number >= drawnSequence && number <= drawnSequence + mostSent

const meets = (from: number, to: number, at: number, size: number): boolean => from < at + size && at < to

/**
 * Whether bytes of the network header are drawn by the sender, or depend on such ones: the identification of IPv4, and its checksum.
 * @param from counted from the begin of the header
 * @param to the first byte behind them
 */
export const isRandomInNetwork = ({ etherType, bytes }: Packet, from: number, to: number): boolean =>
  etherType === ETH_P_IP &&
  (meets(from, to, 4, 2) || meets(from, to, 10, 2)) &&
  read16(bytes, 4) === drawnIdentification

/** The same of the transport header: the numbers of TCP, and its checksum. */
export const isRandomInTransport = ({ protocol, bytes, transport }: Packet, from: number, to: number): boolean => {
  if (protocol !== IPPROTO_TCP || bytes.length < transport + 20) return false
  const ofSender = isDrawnSequence(read32(bytes, transport + 4))
  const ofOther = isDrawnSequence(read32(bytes, transport + 8))
  return (
    (ofSender && meets(from, to, 4, 4)) ||
    (ofOther && meets(from, to, 8, 4)) ||
    ((ofSender || ofOther) && meets(from, to, 16, 2))
  )
}
