import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../../collectors/netfilter/xtables/record.ts'
import type { TargetUse } from '../../../collectors/netfilter/xtables/targets/index.ts'
import { remembered } from '../../indexes/remembered.ts'
import { isWatcher } from './xtables/targets/index.ts'

/** What a table may do to a packet, as far as its order among others matters. */
export interface TableEffects {
  drops: boolean
  /** It may end a packet in another way than by silence: an answer, a program, a local socket. */
  answers: boolean
  /** It may change what other rules look at. */
  changes: boolean
}

const answering: ReadonlySet<TargetUse['kind']> = new Set(['reject', 'nfqueue', 'tproxy', 'synproxy', 'other'])

const addTarget = (effects: TableEffects, use: TargetUse): void => {
  if (answering.has(use.kind)) effects.answers = true
  else if (!isWatcher(use)) effects.changes = true
}

/** Expressions that change something which others can see; NAT has hooks of its own. */
const changing: ReadonlySet<string> = new Set(['notrack', 'objref'])

/** Expressions that load a value into a register, or with `sreg` write one into the packet. */
const loading: ReadonlySet<string> = new Set(['ct', 'exthdr', 'meta', 'payload'])
const ending: ReadonlySet<string> = new Set(['reject', 'queue', 'tproxy', 'synproxy', 'fwd', 'other'])

const isDrop = (expression: Expression): boolean => {
  const data = expression.kind === 'immediate' && 'data' in expression ? expression.data : undefined
  return typeof data === 'object' && data.verdict === 'drop'
}

const addExpressions = (effects: TableEffects, { chains, sets }: NftTable): void => {
  // A verdict map may drop.
  if (sets.some(({ flags }) => flags.includes('map'))) effects.drops = true
  for (const { rules, base } of chains) {
    if (base?.policy === 'drop') effects.drops = true
    for (const { expressions } of rules)
      for (const expression of expressions) {
        const { kind } = expression
        if (kind === 'target' && 'target' in expression) addTarget(effects, expression.target)
        else if (ending.has(kind)) effects.answers = true
        else if (changing.has(kind) || (loading.has(kind) && 'sreg' in expression)) effects.changes = true
        else if (isDrop(expression)) effects.drops = true
      }
  }
}

const addRules = (effects: TableEffects, { chains }: AnyXtTable): void => {
  for (const { rules, base } of chains) {
    if (base?.policy === 'drop') effects.drops = true
    for (const { target } of rules) {
      if (target.kind === 'verdict' && target.verdict === 'drop') effects.drops = true
      else if (target.kind === 'verdict' && target.verdict === 'queue') effects.answers = true
      else if (target.kind === 'extension') addTarget(effects, target.extension)
    }
  }
}

export const effectsOf = remembered((table: NftTable | AnyXtTable): TableEffects => {
  const effects = { drops: false, answers: false, changes: false }
  if ('generation' in table) addExpressions(effects, table)
  else addRules(effects, table)
  return effects
})

/** Whether it matters which of two tables sees a packet first. Two that only drop or accept come to the same end. */
export const orderMatters = (a: TableEffects, b: TableEffects): boolean =>
  a.changes || b.changes || (a.answers && (b.drops || b.answers)) || (b.answers && a.drops)
