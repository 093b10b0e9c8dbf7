import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import type { AnyXtTable, ChainOf } from '../../../collectors/netfilter/xtables/record.ts'
import { arpRuleText } from './arp-rule-text.ts'
import { bridgeRuleText } from './bridge-rule-text.ts'
import { builtInChains } from './built-in-chains.ts'
import { ruleText } from './rule-text.ts'
import { verdictWord } from './verdict-word.ts'

/** How a table is written. */
export interface TableTextOptions {
  /** Packets and bytes before every rule, as with `-c`. */
  readonly counters: boolean
  readonly setName: SaveContext['setName']
}

interface Counted {
  readonly packets: number | bigint
  readonly bytes: number | bigint
}

const countersText = ({ packets, bytes }: Counted): string => `[${packets}:${bytes}]`

/** Those of the hooks first, in the order of the tools; then the others by name. iptables-nft may have left some of the first out. */
const inOrder = <R>({ family, name: table }: AnyXtTable, chains: readonly ChainOf<R>[]): readonly ChainOf<R>[] => {
  const expected = builtInChains(family, table) ?? []
  // Legacy tables of ARP have a chain FORWARD, too, behind the two that arptables-nft knows.
  const rank = ({ base }: ChainOf<R>): number => {
    const place = expected.findIndex(({ hook }) => hook === base?.hook)
    return place < 0 ? expected.length : place
  }
  const found = chains.filter(({ base }) => base !== null)
  const missing = expected
    .filter(({ hook }) => !found.some(({ base }) => base?.hook === hook))
    .map(({ hook, name }): ChainOf<R> => ({ name, base: { hook, policy: 'accept', packets: 0, bytes: 0 }, rules: [] }))
  return [
    ...[...found, ...missing].sort((one, other) => rank(one) - rank(other)),
    ...chains.filter(({ base }) => base === null).sort((one, other) => (one.name < other.name ? -1 : 1)),
  ]
}

const ipHead = ({ name, base }: ChainOf<unknown>): string =>
  base === null ? `:${name} - [0:0]` : `:${name} ${verdictWord(base.policy)} ${countersText(base)}`
const arpHead = ({ name, base }: ChainOf<unknown>): string =>
  `:${name} ${base === null ? '-' : verdictWord(base.policy)}`
const bridgeHead = ({ name, base, userPolicy }: ChainOf<unknown>): string =>
  `:${name} ${verdictWord(base?.policy ?? userPolicy ?? 'return')}`

/** The lines of a table as iptables-save, ip6tables-save, arptables-save and ebtables-save write them, without their comments. */
export const tableText = (table: AnyXtTable, { counters, setName }: TableTextOptions): readonly string[] => {
  const context = { family: table.family, setName }
  const lines = <R extends Counted>(
    chains: readonly ChainOf<R>[],
    head: (chain: ChainOf<unknown>) => string,
    text: (rule: R, context: SaveContext) => string,
  ): readonly string[] => {
    const ordered = inOrder(table, chains)
    const rules = ordered.flatMap(({ name, rules: own }) =>
      own.map((rule) => {
        const line = `-A ${name} ${text(rule, context)}`.trimEnd()
        return counters ? `${countersText(rule)} ${line}` : line
      }),
    )
    return [`*${table.name}`, ...ordered.map(head), ...rules]
  }
  if (table.family === 'arp') return lines(table.chains, arpHead, arpRuleText)
  if (table.family === 'bridge') return lines(table.chains, bridgeHead, bridgeRuleText)
  return [...lines(table.chains, ipHead, ruleText), 'COMMIT']
}
