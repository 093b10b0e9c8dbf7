import type { Cause } from '../cause.ts'
import { explainStale } from '../reading/stale-entry.ts'

export const staleTcpConntrack: Cause = {
  id: 'stale-tcp-conntrack',
  layer: 'nat',
  symptom: 'A connection that lives long goes on to a container that is gone.',
  confirm: '`conntrack -L -p tcp --orig-port-dst PORT` shows an answer from an address that no container has.',
  more: 'https://man7.org/linux/man-pages/man8/conntrack.8.html',
  explain: (finding) => explainStale(finding, 'tcp'),
}
