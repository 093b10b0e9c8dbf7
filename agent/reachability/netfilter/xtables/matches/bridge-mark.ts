import type { CompileMatch } from './match-test.ts'

/** ebt_mark_mt, net/bridge/netfilter/ebt_mark_m.c. A packet's mark has 32 bits, the rule's has 64. */
export const bridgeMark: CompileMatch<'bridgeMark'> = ({ mark, mask, invert, operation }) => {
  const [wanted, bits] = [BigInt(mark), Number(BigInt(mask) & 0xffffffffn)]
  const canBe = wanted <= 0xffffffffn
  const low = Number(wanted & 0xffffffffn) | 0
  if (operation.any) return ({ packet }) => ((packet.mark & bits) !== 0) !== invert
  return ({ packet }) => (canBe && (packet.mark & bits) === low) !== invert
}
