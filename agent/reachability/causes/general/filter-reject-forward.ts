import type { Cause } from '../cause.ts'
import { atHook } from '../reading/at-hook.ts'

/** A rule that rejects what goes through the host. */
export const filterRejectForward: Cause = {
  id: 'filter-reject-forward',
  layer: 'netfilter',
  symptom: 'Refused, or "No route to host" at once, by what the rule answers.',
  confirm: 'The counter of the rule, or of the policy, rises with every attempt.',
  more: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
  explain: atHook('forward', 'rejects'),
}
