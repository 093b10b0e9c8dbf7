import { read16 } from '../../../packet/address-bytes.ts'
import { replace16 } from '../../../packet/checksum.ts'
import type { Packet } from '../../../packet/packet.ts'

/** Puts a byte of a TCP header, with the checksum: it sees bytes at an odd distance as the lower half of a word. */
export const setTcpByte = ({ bytes, transport }: Packet, at: number, value: number): void => {
  const word = at - ((at - transport) & 1)
  const old = read16(bytes, word)
  replace16(bytes, word, word === at ? (value << 8) | (old & 0xff) : (old & 0xff00) | value, transport + 16)
}
