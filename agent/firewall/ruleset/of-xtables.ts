import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import type { AnyXtTable, ArpRule, BridgeRule, XtChain, XtRule } from '../../../collectors/netfilter/xtables/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { noFacts, type RuleFacts } from '../facts/facts.ts'
import { effectOf, factsOfXtRule } from '../facts/of-xtables.ts'
import { arpRuleText } from '../iptables/arp-rule-text.ts'
import { bridgeRuleText } from '../iptables/bridge-rule-text.ts'
import { ruleText } from '../iptables/rule-text.ts'
import type { AnalysedChain, AnalysedRule, AnalysedTable } from './analysis.ts'

const families = { ipv4: 'ip', ipv6: 'ip6', arp: 'arp', bridge: 'bridge' } as const
/** Priorities at which the tables of iptables register (linux/netfilter_ipv4.h), and those of ebtables and arptables. */
const priorities: { readonly [table: string]: number } = { raw: -300, mangle: -150, filter: 0, security: 50 }
const natPriority: { readonly [hook: string]: number } = {
  prerouting: -100,
  output: -100,
  input: 100,
  postrouting: 100,
}

/** A table of iptables and its like, read. @param setName names of ipsets, which rules mean by their index */
export const analysedXtTable = (table: AnyXtTable, setName: SaveContext['setName']): AnalysedTable => {
  const context = { family: table.family, setName }
  return {
    backend: 'iptables-legacy',
    family: families[table.family],
    name: table.name,
    chains: table.chains.map((chain) =>
      analysedChain(table.name, chain, (rule, at) => ({
        ...counted(rule, at),
        handle: null,
        text: textOf(rule, context),
        ...commentOf(rule),
        facts: factsOf(rule),
      })),
    ),
    objects: () => [],
  }
}

type AnyRule = XtRule | ArpRule | BridgeRule
type AnyChain = Pick<XtChain, 'name' | 'base'> & { readonly rules: readonly AnyRule[] }

const analysedChain = (
  table: string,
  { name, base, rules }: AnyChain,
  read: (rule: AnyRule, at: number) => AnalysedRule,
): AnalysedChain => ({
  name,
  base: base && {
    hook: base.hook,
    type: table === 'nat' ? 'nat' : 'filter',
    priority: (table === 'nat' ? natPriority[base.hook] : priorities[table]) ?? 0,
    policy: base.policy,
    devices: [],
    packets: base.packets,
    bytes: base.bytes,
  },
  rules: rules.map(read),
})

const counted = ({ packets, bytes }: AnyRule, at: number): { number: number; packets: Count; bytes: Count } => ({
  number: at + 1,
  packets,
  bytes,
})

const textOf = (rule: AnyRule, context: SaveContext): string => {
  if ('steps' in rule) return bridgeRuleText(rule, context)
  return 'matches' in rule ? ruleText(rule, context) : arpRuleText(rule, context)
}

const factsOf = (rule: AnyRule): RuleFacts =>
  'matches' in rule ? factsOfXtRule(rule) : { ...noFacts, ...effectOf(rule.target), more: true }

const commentOf = (rule: AnyRule): { readonly comment?: string } => {
  const found = 'matches' in rule ? rule.matches.find((match) => match.kind === 'comment') : undefined
  return found === undefined ? {} : { comment: found.info.comment }
}
