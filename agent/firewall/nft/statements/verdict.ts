import type { NftChain } from '../../../../collectors/netfilter/nftables/record.ts'
import type { VerdictTree } from '../expression-tree.ts'
import { addStatement, addWords, type Reader, type TableIndex } from '../rule-state.ts'

/** Writes the rules of a chain, one line each, without handles. */
export type ChainLines = (index: TableIndex, chain: NftChain) => readonly string[]

/** `jump { ... }`: the chain has no name of its own, and its rules stand where it is used. */
const chainText = (verdict: string, lines: readonly string[]): string =>
  [`${verdict} {`, ...lines.map((line) => `\t\t\t${line}`), '\t\t}'].join('\n')

/** A verdict, or a value for a register. @param linesOf for chains without a name */
export const immediate =
  (linesOf: ChainLines): Reader<'immediate'> =>
  (state, { dreg, data }) => {
    if (data === undefined || dreg === undefined) return false
    if (typeof data === 'string') {
      state.registers.write(dreg, { kind: 'literal', hex: data })
      return true
    }
    const { verdict, chain: name } = data
    const chain = name === undefined ? undefined : state.index.chains.get(name)
    if (chain?.flags.includes('binding')) {
      // nft has no form in JSON for it, and writes the text as a string.
      const text = chainText(verdict, linesOf(state.index, chain))
      return addWords(
        state,
        () => text,
        () => text,
      )
    }
    const tree: VerdictTree = { kind: 'verdict', verdict, chain: name ?? null }
    return addStatement(state, { kind: 'tree', tree })
  }
