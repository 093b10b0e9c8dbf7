import type { FirewallRule } from '../ruleset/record.ts'
import { branchesOf } from './branches.ts'
import type { LocatedChain, LocatedRule } from './located.ts'
import { both, type Likelihood, matches, type Packet, type Surroundings } from './packet.ts'

/** A rule that takes the packet, and how sure it is that the packet gets there and is taken. */
export interface Step {
  readonly rule: LocatedRule
  readonly likelihood: Likelihood
}

/** How the way of a packet through a base chain may end. */
export interface Ending {
  readonly fate: 'accepted' | 'dropped' | 'translated' | 'unknown'
  /** Null: the chain's policy. */
  readonly rule: LocatedRule | null
  readonly chain: LocatedChain
  readonly likelihood: Likelihood
}

export interface Walk {
  readonly steps: readonly Step[]
  /** All that may be, in the order of the rules. */
  readonly endings: readonly Ending[]
}

const fates: { readonly [E in FirewallRule['effect']]?: Ending['fate'] } = {
  accept: 'accepted',
  drop: 'dropped',
  reject: 'dropped',
  nat: 'translated',
  queue: 'unknown',
}

/** The way of a packet through a base chain and all that it leads to. @param siblings the chains of its table, by name */
export const walk = (
  base: LocatedChain,
  siblings: ReadonlyMap<string, LocatedChain>,
  packet: Packet,
  around: Surroundings,
): Walk => {
  const steps: Step[] = []
  const endings: Ending[] = []
  const passing = new Set<string>()

  /** How sure it is that a packet that surely enters comes out at the end. */
  const enter = (name: string, entered: Likelihood): Likelihood => {
    const at = siblings.get(name)
    // The kernel lets no chain lead back to itself.
    if (at === undefined || passing.has(name)) return 'maybe'
    passing.add(name)
    const left = pass(at, entered)
    passing.delete(name)
    return left
  }

  const pass = (at: LocatedChain, entered: Likelihood): Likelihood => {
    let still: Likelihood = 'yes'
    let returned: Likelihood = 'no'
    for (const rule of at.chain.rules) {
      const taken = matches(rule.facts, packet, around)
      if (taken === 'no') continue
      const located = { at, rule }
      const reached = both(both(entered, still), taken)
      steps.push({ rule: located, likelihood: reached })
      const { effect } = rule.facts
      const fate = fates[effect]
      if (fate !== undefined) {
        endings.push({ fate, rule: located, chain: at, likelihood: reached })
        still = afterEnd(still, taken)
      } else if (effect === 'other') still = 'maybe'
      else if (effect === 'return') {
        returned = either(returned, both(still, taken))
        still = afterEnd(still, taken)
      } else if (effect === 'jump' || effect === 'goto') {
        const left = enter(rule.facts.leadsTo[0] ?? '', reached)
        if (effect === 'goto') {
          returned = either(returned, both(both(still, taken), left))
          still = afterEnd(still, taken)
        } else still = taken === 'yes' ? both(still, left) : left === 'yes' ? still : 'maybe'
      } else if (effect === 'branch') {
        const branches = branchesOf(located, packet, around)
        for (const { target, likelihood } of branches.targets) {
          const left = enter(target, both(reached, likelihood))
          still = taken === 'yes' && likelihood === 'yes' ? both(still, left) : left === 'yes' ? still : 'maybe'
        }
        if (branches.mayEnd) {
          endings.push({ fate: 'unknown', rule: located, chain: at, likelihood: both(reached, 'maybe') })
          still = both(still, 'maybe')
        }
      }
      if (still === 'no') break
    }
    return either(still, returned)
  }

  const left = pass(base, 'yes')
  if (left !== 'no') {
    const fate = base.chain.base?.policy === 'drop' ? 'dropped' : 'accepted'
    endings.push({ fate, rule: null, chain: base, likelihood: left })
  }
  return { steps, endings }
}

/** Whether the packet is still there after a rule that ends the way of what it takes. */
const afterEnd = (still: Likelihood, taken: Likelihood): Likelihood => (taken === 'yes' ? 'no' : both(still, 'maybe'))

/** One of two ways, which exclude each other. */
const either = (one: Likelihood, other: Likelihood): Likelihood => {
  if (one === 'yes' || other === 'yes') return 'yes'
  return one === 'no' && other === 'no' ? 'no' : 'maybe'
}
