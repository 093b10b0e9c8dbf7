import { note } from '../trial.ts'
import type { Context, HookVerdict } from './context.ts'
import { planOf } from './hook-plan.ts'

/** Part of a hook: what has a priority above, or below, a number. */
export interface PriorityRange {
  readonly above?: number
  readonly below?: number
}

/**
 * Everything that is registered at a hook, in the kernel's order: connection tracking, NAT, legacy tables, base chains of nf_tables
 * of this family and of `inet`, programs (nf_hook_slow, net/netfilter/core.c). Each must accept; the first drop is final. The packet
 * is changed in place.
 *
 * After `output`, a packet without a route must be routed again: a table that does so changed what it was routed by, and no other
 * change matters. A frame that is dropped at `brouting` has not ended: it is not bridged but given to the port's own stack, and so is
 * one of which `packet.broute` says so after `prerouting` of a bridge.
 * @param range of a bridge's hooks: those of IP that br_netfilter calls come in the middle, at priority 0
 * @returns `drop`: the packet has ended, and `lose` was called
 */
export const runHook = (state: Omit<Context, 'rule'>, range: PriorityRange = {}): HookVerdict => {
  const { trial, space, packet, family, hook } = state
  const device = family === 'netdev' ? (hook === 'egress' ? state.out : state.in) : null
  const plan = planOf({ scene: trial.scene, space, family, hook, device })
  const context: Context = { ...state, rule: null }
  const order = plan.order(context)
  if (order.length === 0) return 'accept'
  const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = range
  let isNoted = !plan.hasRules
  for (const { priority, run } of order) {
    if (priority <= above || priority >= below) continue
    if (!isNoted) {
      note(packet, { kind: 'hook', space, detail: () => `${family} ${hook}` })
      isNoted = true
    }
    const verdict = run(context)
    if (verdict !== 'accept') return verdict
    if (packet.broute === true && family === 'bridge' && hook === 'prerouting') break
  }
  return 'accept'
}
