import type { Cause } from '../cause.ts'
import { atHook } from '../reading/at-hook.ts'

/** A rule or a policy that drops what goes through the host. */
export const filterDropForward: Cause = {
  id: 'filter-drop-forward',
  layer: 'netfilter',
  symptom: 'Time out.',
  confirm: 'The counter of the rule, or of the policy, rises with every attempt.',
  more: 'https://man7.org/linux/man-pages/man8/iptables.8.html',
  explain: atHook('forward', 'drops'),
}
