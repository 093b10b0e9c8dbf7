import type { Cause } from '../cause.ts'
import { fullBacklog } from '../reading/full-backlog.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { spaceEvidence } from '../reading/where.ts'

const setting = 'net.ipv4.tcp_abort_on_overflow'

/** With it the kernel does not only drop what is new, but resets those whose handshake ends while the queue is full (tcp_check_req). */
export const abortOnOverflow: Cause = {
  id: 'abort-on-overflow',
  layer: 'socket',
  symptom: 'Connections are reset right after they are made, or time out, while a program does not accept.',
  confirm: '`sysctl net.ipv4.tcp_abort_on_overflow` is 1, and `ss -ltn` shows Recv-Q above Send-Q.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) => {
    const space = finding.exchange?.reached?.space
    if (space?.sysctl(setting) !== 1) return null
    const full = fullBacklog(finding)
    if (full === null) return null
    return {
      summary: `${full.summary} Those that are half made are reset, as tcp_abort_on_overflow is 1.`,
      evidence: [...full.evidence, spaceEvidence(space, `${setting} = 1`)],
      remedy: [...full.remedy, setSysctl(space, setting, 0)],
    }
  },
}
