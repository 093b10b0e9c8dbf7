import type { Cause } from '../cause.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { lossEvidence } from '../reading/where.ts'

/** No port is left for one more connection to the same destination (nf_nat_alloc_null_binding, nf_conntrack_confirm). */
export const natExhausted: Cause = {
  id: 'nat-exhausted',
  layer: 'nat',
  symptom: 'New connections to one destination time out now and then, those to others do not.',
  confirm:
    '`conntrack -S` counts insert_failed or clash_resolve; `conntrack -L -d DESTINATION | wc -l` is near the number of ports.',
  more: 'https://docs.kernel.org/networking/nf_conntrack-sysctl.html',
  explain: (finding) => {
    const { loss } = finding
    if (loss?.reason !== 'nat-exhausted') return null
    const { space } = loss
    return {
      summary: `${spaceWords(space)} cannot follow ${packetWords(finding)} as a connection of its own: ${loss.fact()}.`,
      evidence: [lossEvidence(loss)],
      remedy: [
        '# end the connection that is in the way (conntrack -D), give NAT more addresses or ports, or let connections be forgotten sooner:',
        setSysctl(space, 'net.netfilter.nf_conntrack_tcp_timeout_time_wait', 30),
      ],
    }
  },
}
