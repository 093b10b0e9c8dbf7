import type { AnyXtTable, ChainOf, XtHook } from '../../../../collectors/netfilter/xtables/record.ts'
import type { Space } from '../../scene/space.ts'
import { note } from '../../trial.ts'
import type { Context, HookVerdict } from '../context.ts'
import { drop } from '../drop.ts'
import type { RuleReference } from '../rule-reference.ts'
import { toQueue } from '../to-queue.ts'
import { type Action, type AnyXtRule, type CompiledRule, compileChain } from './compile-rule.ts'
import { matchRule } from './match-rule.ts'
import { passesQuickTest, type QuickFacts, readFacts } from './quick-test.ts'
import type { TargetVerdict } from './targets/index.ts'

type Chain = ChainOf<AnyXtRule>

/** A chain of a table of one namespace. Rules are made ready when the first packet comes. */
interface ReadyChain {
  readonly chain: Chain
  readonly rules: () => readonly CompiledRule[]
  /** From 1; 0 for the policy. */
  readonly reference: (number: number) => RuleReference
}

/** A table of a namespace, as `readyTable` makes it. */
export interface ReadyTable {
  readonly table: AnyXtTable
  readonly chains: ReadonlyMap<string, ReadyChain>
}

const readyChain = (space: Space, table: AnyXtTable, chain: Chain): ReadyChain => {
  const references: RuleReference[] = []
  let rules: readonly CompiledRule[] | undefined
  return {
    chain,
    rules: () => {
      rules ??= compileChain(chain, table.family)
      return rules
    },
    reference: (number) => {
      const rule = chain.rules[number - 1] ?? null
      references[number] ??= { kind: 'xt', space, table, chain, rule, number }
      return references[number]
    },
  }
}

/** A table of x_tables, for the packets of one namespace. */
export const readyTable = (space: Space, table: AnyXtTable): ReadyTable => {
  const chains: readonly Chain[] = table.chains
  return { table, chains: new Map(chains.map((chain) => [chain.name, readyChain(space, table, chain)])) }
}

/** The built-in chain of a hook; undefined where the table has none there. */
export const baseChainOf = ({ table, chains }: ReadyTable, hook: XtHook): ReadyChain | undefined => {
  const all: readonly Chain[] = table.chains
  const found = all.find(({ base }) => base?.hook === hook)
  return found === undefined ? undefined : chains.get(found.name)
}

interface Return {
  readonly chain: ReadyChain
  readonly next: number
}

/**
 * A table at one hook, from its built-in chain on (ipt_do_table, net/ipv4/netfilter/ip_tables.c; ip6t_do_table; arpt_do_table;
 * ebt_do_table, net/bridge/netfilter/ebtables.c). The packet is changed in place. `drop`: it has ended, `lose` was called.
 */
export const runTable = (context: Context, table: ReadyTable, base: ReadyChain): HookVerdict => {
  const stack: Return[] = []
  const facts: QuickFacts = { source: 0, destination: 0, protocol: 0 }
  readFacts(facts, context.packet)
  let chain = base
  let rules = base.rules()
  let next = 0
  const enter = (to: ReadyChain, at: number): void => {
    chain = to
    rules = to.rules()
    next = at
  }
  for (;;) {
    const rule = rules[next]
    next++
    if (rule === undefined) {
      const policy = chain.chain.userPolicy
      if (policy !== undefined && policy !== 'return') return atEnd(context, chain, policy)
    } else {
      const verdict = ask(context, facts, { chain, number: next, rule })
      if (verdict === 'continue') continue
      if (typeof verdict === 'object') {
        const to = table.chains.get(verdict.chain)
        if (to === undefined) continue
        if (verdict.kind === 'jump') stack.push({ chain, next })
        enter(to, 0)
        continue
      }
      if (verdict !== 'return') return verdict
    }
    const back = stack.pop()
    if (back === undefined) return atEnd(context, base, base.chain.base?.policy ?? 'accept')
    enter(back.chain, back.next)
  }
}

type Jump = Extract<Action, { readonly kind: 'jump' | 'goto' }>

interface Asked {
  readonly chain: ReadyChain
  /** From 1. */
  readonly number: number
  readonly rule: CompiledRule
}

const isEntry = (
  { quick, isEntry: test }: CompiledRule,
  facts: QuickFacts,
  { packet, in: input, out }: Context,
): boolean => passesQuickTest(quick, facts) && (test === null || test(packet, input, out))

/** One rule: what it says of this packet. */
const ask = (context: Context, facts: QuickFacts, { chain, number, rule }: Asked): TargetVerdict | Jump => {
  const { packet, space, trial } = context
  if (trial.pardoned?.has(chain.chain.rules[number - 1] ?? chain) === true) return 'continue'
  const body = isEntry(rule, facts, context) ? rule.body() : null
  const matched = body === null ? false : matchRule(context, body, () => chain.reference(number))
  if (body === null || matched === false) {
    if (trial.explain)
      note(packet, {
        kind: 'rule',
        space,
        detail: () => 'does not match',
        rule: chain.reference(number),
        looked: true,
      })
    return 'continue'
  }
  const reference = chain.reference(number)
  const { action } = body
  note(packet, { kind: 'rule', space, detail: () => wordsOf(action), rule: reference })
  const here = { ...context, rule: reference }
  if (matched === 'hotdrop') return drop(here, 'filtered', () => 'a match of the rule finds the packet broken')
  if (action.kind === 'nothing') return 'continue'
  if (action.kind !== 'target') return action.kind === 'verdict' ? verdictOf(here, action.verdict) : action
  const verdict = action.target(here)
  readFacts(facts, packet)
  return verdict
}

const wordsOf = (action: Action): string => {
  if (action.kind === 'nothing') return 'matches'
  if (action.kind === 'verdict') return action.verdict
  return action.kind === 'target' ? action.name : `${action.kind} ${action.chain}`
}

type Verdict = Extract<Action, { readonly kind: 'verdict' }>['verdict']

/** The queue of the verdict QUEUE has the number 0. */
const verdictOf = (context: Context, verdict: Verdict): TargetVerdict => {
  if (verdict === 'drop') return drop(context, 'filtered', () => 'the rule drops it')
  return verdict === 'queue' ? toQueue(context, '0', false) : verdict
}

/** The end of a chain that has a policy. */
const atEnd = (context: Context, chain: ReadyChain, said: Verdict): HookVerdict => {
  const { packet, space, trial } = context
  const policy = trial.pardoned?.has(chain.chain) === true ? 'accept' : said
  const reference = chain.reference(0)
  note(packet, { kind: 'chain', space, detail: () => `policy ${policy}`, rule: reference })
  const here = { ...context, rule: reference }
  if (policy === 'drop') return drop(here, 'filtered', () => 'the policy of the chain drops it')
  return policy === 'queue' ? toQueue(here, '0', false) : 'accept'
}
