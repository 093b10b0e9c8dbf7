import type { Cause } from '../cause.ts'
import { atHook } from '../reading/at-hook.ts'

/** A rule or a policy that drops what comes in, before it is decided where it goes. */
export const filterDropPrerouting: Cause = {
  id: 'filter-drop-prerouting',
  layer: 'netfilter',
  symptom: 'Time out.',
  confirm: 'The counter of the rule, or of the policy, rises with every attempt.',
  more: 'https://man7.org/linux/man-pages/man8/iptables.8.html',
  explain: atHook('prerouting', 'drops'),
}
