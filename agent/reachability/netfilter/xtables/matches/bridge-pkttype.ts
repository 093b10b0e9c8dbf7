import type { CompileMatch } from './match-test.ts'
import { packetTypeNumbers } from './packet-type.ts'

const words: { readonly [word: string]: number } = { ...packetTypeNumbers, fastroute: 6 }

/** ebt_pkttype_mt, net/bridge/netfilter/ebt_pkttype.c */
export const bridgePkttype: CompileMatch<'bridgePkttype'> = ({ type, invert }) => {
  const wanted = words[type] ?? Number(type)
  return ({ packet }) => (packetTypeNumbers[packet.packetType] === wanted) !== invert
}
