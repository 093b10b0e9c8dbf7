import type { Match } from '../../../../collectors/netfilter/xtables/matches/index.ts'
import type {
  AnyXtTable,
  ArpRule,
  BridgeRule,
  ChainOf,
  XtRule,
  XtTarget,
} from '../../../../collectors/netfilter/xtables/record.ts'
import type { TargetUse } from '../../../../collectors/netfilter/xtables/targets/index.ts'
import type { Context, Matched } from '../context.ts'
import { targetRejectWords } from '../reject-words.ts'
import { compileArpEntry, compileBridgeEntry, compileIpEntry, type EntryTest } from './entry.ts'
import { compileMatch } from './matches/index.ts'
import { noQuickTest, type QuickTest, quickTestOf } from './quick-test.ts'
import { compileTarget, isWatcher, type Target } from './targets/index.ts'

export type AnyXtRule = XtRule | ArpRule | BridgeRule

/** What a rule does. `nothing`: it counts, or tells somebody; whether it matches is of no consequence. */
export type Action =
  | { readonly kind: 'verdict'; readonly verdict: 'accept' | 'drop' | 'queue' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'target'; readonly target: Target; readonly name: string }

/** What is asked of a packet that is what the entry names, and what then happens. */
export interface RuleBody {
  readonly matches: readonly ((context: Context) => Matched)[]
  readonly action: Action
}

/** A rule made ready to be asked; one for all namespaces and walks. */
export interface CompiledRule {
  readonly quick: QuickTest
  /** What the entry compares besides; null: nothing. */
  readonly isEntry: EntryTest | null
  /** Made when the first packet gets there. */
  readonly body: () => RuleBody
}

const nothing: Action = { kind: 'nothing' }

const nameOf = (use: TargetUse): string => (use.kind === 'other' ? use.name : (targetRejectWords(use) ?? use.kind))

const actionOf = (target: XtTarget): Action => {
  if (target.kind === 'none') return nothing
  if (target.kind !== 'extension') return target
  const { extension } = target
  if (isWatcher(extension)) return nothing
  return { kind: 'target', target: compileTarget(extension), name: nameOf(extension) }
}

const matchesOf = (rule: AnyXtRule): readonly Match[] => {
  if ('matches' in rule) return rule.matches
  if (!('steps' in rule)) return []
  // Watchers of ebtables only watch.
  return rule.steps.flatMap((step) => (step.kind === 'match' ? [step.match] : []))
}

const entryOf = (rule: AnyXtRule, family: AnyXtTable['family']): EntryTest | null => {
  if ('matches' in rule) return compileIpEntry(rule.entry, family === 'ipv6' ? 'ipv6' : 'ipv4')
  return 'steps' in rule ? compileBridgeEntry(rule.entry) : compileArpEntry(rule.entry)
}

const compileRule = (rule: AnyXtRule, family: AnyXtTable['family']): CompiledRule => {
  let body: RuleBody | undefined
  return {
    quick: 'matches' in rule ? quickTestOf(rule.entry, family === 'ipv6' ? 'ipv6' : 'ipv4') : noQuickTest,
    isEntry: entryOf(rule, family),
    body: () => {
      body ??= { matches: matchesOf(rule).map(compileMatch), action: actionOf(rule.target) }
      return body
    },
  }
}

const compiled = new WeakMap<ChainOf<AnyXtRule>, readonly CompiledRule[]>()

/** The rules of a chain; the same for the same record. */
export const compileChain = (chain: ChainOf<AnyXtRule>, family: AnyXtTable['family']): readonly CompiledRule[] => {
  const known = compiled.get(chain)
  if (known !== undefined) return known
  const rules = chain.rules.map((rule) => compileRule(rule, family))
  compiled.set(chain, rules)
  return rules
}
