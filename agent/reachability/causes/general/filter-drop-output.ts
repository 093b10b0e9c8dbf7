import type { Cause } from '../cause.ts'
import { atHook } from '../reading/at-hook.ts'

/** A rule or a policy that drops what the sender itself sends. */
export const filterDropOutput: Cause = {
  id: 'filter-drop-output',
  layer: 'netfilter',
  symptom: 'Time out (TCP), or "Operation not permitted" at once.',
  confirm: 'The counter of the rule, or of the policy, rises with every attempt.',
  more: 'https://man7.org/linux/man-pages/man8/iptables.8.html',
  explain: atHook('output', 'drops'),
}
