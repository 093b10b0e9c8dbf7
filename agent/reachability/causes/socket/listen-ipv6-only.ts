import type { Cause } from '../cause.ts'
import { endAddress, endPort } from '../reading/end-words.ts'
import { programOfSocket } from '../reading/listeners-of.ts'
import { listensWrongly } from '../reading/listens-wrongly.ts'

export const listenIpv6Only: Cause = {
  id: 'listen-ipv6-only',
  layer: 'socket',
  symptom: 'Refused over IPv4, fine over IPv6.',
  confirm: '`ss -6lnpe` shows v6only:1, or an address of IPv6; `sysctl net.ipv6.bindv6only` may be 1.',
  more: 'https://man7.org/linux/man-pages/man7/ipv6.7.html',
  explain: (finding) => {
    if (endAddress(finding).includes(':')) return null
    return listensWrongly(finding, {
      isIt: ({ family, local }) => family === 'ipv6' && !local.address.startsWith('::ffff:'),
      words: () => `hears on ${endPort(finding)} for IPv6 only, and ${endAddress(finding)} is of IPv4`,
      remedy: (socket) => [
        `# let ${programOfSocket(socket, finding.scene)} listen on 0.0.0.0 as well, or on :: without IPV6_V6ONLY (net.ipv6.bindv6only=0)`,
      ],
    })
  },
}
