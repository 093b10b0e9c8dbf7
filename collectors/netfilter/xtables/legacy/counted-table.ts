import type { XtFamily } from '../extension.ts'
import type { BridgeTable } from '../record.ts'
import { type Counters, countersAt } from './counters.ts'
import { ruleCount } from './decode.ts'
import type { TableBytes } from './kept-table.ts'
import { layouts } from './layout.ts'
import { type OutlinedChain, outlineOf } from './outline.ts'

/** The counters of a table, without what it does. */
export interface TableCounters {
  readonly family: XtFamily
  readonly name: string
  readonly chains: readonly ChainCounters[]
}

export interface ChainCounters {
  readonly name: string
  /** Of the policy; null for a chain that a user made. */
  readonly policy: Counters | null
  readonly rules: readonly Counters[]
}

/** Finds the counters by chain and number of the rule; no rule is decoded. @throws DecodeError */
export const countedTable = ({ family, info, blob }: TableBytes): TableCounters => {
  const layout = layouts[family]
  const { starts, chains } = outlineOf(blob, layout, info)
  const countersOf = (number: number): Counters => countersAt(blob.view, (starts[number] ?? 0) + layout.countersAt)
  const rulesOf = (chain: OutlinedChain): Counters[] => {
    const rules: Counters[] = []
    const length = ruleCount({ family, blob, outline: { starts, chains } }, chain)
    for (let i = 0; i < length; i++) rules.push(countersOf(chain.first + i))
    return rules
  }
  return {
    family,
    name: info.name,
    chains: chains.map((chain) => ({
      name: chain.name,
      policy: chain.hook === null ? null : countersOf(chain.last),
      rules: rulesOf(chain),
    })),
  }
}

/** The same of a table of ebtables, whose policies count nothing. */
export const countedBridge = ({ family, name, chains }: BridgeTable): TableCounters => ({
  family,
  name,
  chains: chains.map((chain) => ({
    name: chain.name,
    policy: chain.base && { packets: chain.base.packets, bytes: chain.base.bytes },
    rules: chain.rules.map(({ packets, bytes }) => ({ packets, bytes })),
  })),
})
