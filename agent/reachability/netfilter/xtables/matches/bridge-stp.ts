import type { CompileMatch } from './match-test.ts'

/** LLC header of a unit of the spanning tree, and the first two bytes of its protocol. */
const header = [0x42, 0x42, 0x03, 0x00, 0x00]

/** ebt_stp_mt, net/bridge/netfilter/ebt_stp.c. The walk sends no units of the spanning tree: what one says is not looked at. */
export const bridgeStp: CompileMatch<'bridgeStp'> = () => {
  const unknown = { unknown: 'what the unit of the spanning tree says' }
  return ({ packet: { bytes } }) => (header.every((byte, i) => bytes[i] === byte) ? unknown : false)
}
