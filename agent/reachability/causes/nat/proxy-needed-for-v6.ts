import type { Cause } from '../cause.ts'
import { isEnginesSocket } from '../reading/engine-socket.ts'
import { othersAtPort } from '../reading/listeners-of.ts'
import { askedWords } from '../reading/parties-words.ts'
import { covers, publishersOf } from '../reading/publications-of.ts'
import { publishedEvidence } from '../reading/published-evidence.ts'

export const proxyNeededForV6: Cause = {
  id: 'proxy-needed-for-v6',
  layer: 'nat',
  symptom: 'A published port is refused over IPv6, and works over IPv4.',
  confirm: '`docker ps` shows [::]:PORT->…, the container has no IPv6 address, and no docker-proxy runs.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  explain: (finding) => {
    const { loss, exchange, scene } = finding
    if (exchange === null || !exchange.probe.destination.includes(':')) return null
    // dockerd itself holds the port of IPv4 where no proxy runs.
    const isHeld =
      loss?.reason === 'socket-elsewhere' && othersAtPort(finding).every((one) => isEnginesSocket(one, scene))
    if (loss?.reason !== 'no-socket' && !isHeld) return null
    const publishers = publishersOf(finding)
    const published =
      publishers.find((one) => covers(one, exchange.probe.destination)) ??
      publishers.find(({ port }) => port.ip === '0.0.0.0')
    if (published === undefined || published.container.endpoints.some(({ ipv6 }) => ipv6 !== '')) return null
    return {
      summary: `${published.container.name} has no IPv6 address, and no docker-proxy listens on the host: ${askedWords(finding)} leads to nobody.`,
      evidence: [publishedEvidence(published)],
      remedy: [
        '# give its network IPv6 (docker network create --ipv6 …), or let dockerd run its userland proxy ("userland-proxy": true)',
      ],
    }
  },
}
