import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { stoppedByRule } from '../reading/stopped-by-rule.ts'

/** A rule drops the messages by which IPv6 finds its neighbours. */
export const ipv6NdBlocked: Cause = {
  id: 'ipv6-nd-blocked',
  layer: 'netfilter',
  symptom: 'Host unreachable over IPv6 only.',
  confirm: 'ip -6 neigh shows FAILED; the counter of a rule that drops ICMPv6 rises.',
  more: 'https://www.rfc-editor.org/rfc/rfc4890#section-4.4',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    if (asked === null || !asked.address.includes(':')) return null
    const loss = asked.because.find(({ reason, rule }) => reason === 'filtered' && rule !== undefined)
    const stopped = loss === undefined ? null : stoppedByRule({ ...finding, loss })
    if (stopped === null) return null
    return blameRule(finding, stopped, {
      because: 'it stops neighbour discovery, so nobody learns the hardware address',
    })
  },
}
