import { isLoopback } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { endAddress, endPort } from '../reading/end-words.ts'
import { programOfSocket } from '../reading/listeners-of.ts'
import { listensWrongly } from '../reading/listens-wrongly.ts'

export const listenLoopbackOnly: Cause = {
  id: 'listen-loopback-only',
  layer: 'socket',
  symptom: 'Refused from everywhere but from the container itself.',
  confirm: '`ss -lnp` in the container shows 127.0.0.1:PORT or [::1]:PORT.',
  more: 'https://github.com/docker/for-linux/issues/1536',
  explain: (finding) =>
    listensWrongly(finding, {
      isIt: ({ local }) => isLoopback(local.address),
      words: ({ local }) =>
        `hears on ${endPort(finding)} of ${local.address} only, which nobody outside can reach: ${endAddress(finding)} refuses`,
      remedy: (socket) => [
        `# let ${programOfSocket(socket, finding.scene)} listen on ${endAddress(finding).includes(':') ? '::' : '0.0.0.0'} instead of ${socket.local.address}`,
      ],
    }),
}
