import { hexBytes } from '../bytes.ts'
import { filtered, type Operation } from '../machine.ts'
import { putBytes, registerAt } from '../registers.ts'
import { chooseElement } from '../sets/choose-element.ts'
import { partsOf } from '../table-parts.ts'
import { decisionOf } from './immediate.ts'
import type { ExpressionOf } from './kinds.ts'
import { runElement } from './stateful.ts'

/** Whether a key is in a set, and what a map has for it (nft_lookup_eval, net/netfilter/nft_lookup.c). */
export const lookup = ({ set: name = '', sreg, dreg, flags = [] }: ExpressionOf<'lookup'>): Operation => {
  const from = registerAt(sreg)
  const isInverted = flags.includes('inv')
  return (machine) => {
    const set = partsOf(machine.table).sets.get(name)
    // It is missing where the ruleset changed while it was read.
    if (set === undefined) return filtered
    const element = chooseElement(machine, set, from)
    if ((element !== undefined) === isInverted) return 'break'
    if (element === undefined) return null
    if (element.expressions !== undefined && !runElement(machine, element)) return 'break'
    if (dreg === undefined || element.data === undefined) return null
    if (typeof element.data !== 'string') return decisionOrNone(element.data)
    putBytes(machine.registers, registerAt(dreg), hexBytes(element.data))
    return null
  }
}

/** A verdict of `continue` in a map is as if nothing had been looked up. */
const decisionOrNone = ({ verdict, chain }: { readonly verdict: string; readonly chain?: string }) =>
  verdict === 'continue' ? null : decisionOf(verdict, chain ?? null)
