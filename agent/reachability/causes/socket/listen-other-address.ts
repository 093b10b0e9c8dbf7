import type { Cause } from '../cause.ts'
import { endAddress, endPort } from '../reading/end-words.ts'
import { programOfSocket } from '../reading/listeners-of.ts'
import { listensWrongly } from '../reading/listens-wrongly.ts'

/** It is bound to one of the addresses, and this is another one. */
export const listenOtherAddress: Cause = {
  id: 'listen-other-address',
  layer: 'socket',
  symptom: 'Refused at one address of a container or host, fine at another.',
  confirm: '`ss -lnp` shows another address than the one that is asked for.',
  more: 'https://man7.org/linux/man-pages/man2/bind.2.html',
  explain: (finding) =>
    listensWrongly(finding, {
      isIt: () => true,
      words: ({ local, remote }) =>
        remote === undefined
          ? `hears on ${endPort(finding)} of ${local.address}, and not of ${endAddress(finding)}`
          : `hears on ${endPort(finding)} only what ${remote.address} port ${remote.port} sends`,
      remedy: (socket) => [
        `# let ${programOfSocket(socket, finding.scene)} listen on ${endAddress(finding)}, or on all addresses`,
      ],
    }),
}
