import type { Cause } from '../cause.ts'
import { explainStale } from '../reading/stale-entry.ts'

export const staleUdpConntrack: Cause = {
  id: 'stale-udp-conntrack',
  layer: 'nat',
  symptom: 'UDP from one source port is lost for ever, from all others it works.',
  confirm: '`conntrack -L -p udp --orig-port-dst PORT` shows an answer from an address that no container has.',
  more: 'https://github.com/moby/moby/issues/8795',
  explain: (finding) => explainStale(finding, 'udp'),
}
