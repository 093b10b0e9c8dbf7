import type { Cause } from '../cause.ts'
import { endAddress, endPort } from '../reading/end-words.ts'
import { programOfSocket } from '../reading/listeners-of.ts'
import { listensWrongly } from '../reading/listens-wrongly.ts'

export const listenIpv4Only: Cause = {
  id: 'listen-ipv4-only',
  layer: 'socket',
  symptom: 'Refused over IPv6, which a name with an AAAA record leads to; fine over IPv4.',
  confirm: '`ss -lnp` shows 0.0.0.0:PORT and no [::]:PORT.',
  more: 'https://man7.org/linux/man-pages/man7/ipv6.7.html',
  explain: (finding) => {
    if (!endAddress(finding).includes(':')) return null
    return listensWrongly(finding, {
      isIt: ({ family, local }) => family === 'ipv4' || local.address.startsWith('::ffff:'),
      words: () => `hears on ${endPort(finding)} for IPv4 only, and ${endAddress(finding)} is of IPv6`,
      remedy: (socket) => [
        `# let ${programOfSocket(socket, finding.scene)} listen on :: as well, or ask for the address of IPv4`,
      ],
    })
  },
}
