import { isLoopback, withPort } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { covers, publishersOf } from '../reading/publications-of.ts'
import { publishedEvidence } from '../reading/published-evidence.ts'
import { hasAddress } from '../reading/vxlan.ts'

export const publishedOnOtherIp: Cause = {
  id: 'published-on-other-ip',
  layer: 'nat',
  symptom: 'A published port is refused at one address of the host, and works at another one.',
  confirm: '`docker ps` shows ADDRESS:PORT->… with another address; `ip addr` shows whether the host still has it.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  explain: (finding) => {
    const { loss, exchange } = finding
    if (exchange === null || (loss?.reason !== 'no-socket' && loss?.reason !== 'socket-elsewhere')) return null
    const publishers = publishersOf(finding).filter(({ port }) => !isLoopback(port.ip))
    const [published] = publishers
    const { destination } = exchange.probe
    const isFamily = (ip: string): boolean => ip.includes(':') === destination.includes(':')
    if (published === undefined || publishers.some((one) => covers(one, destination) || !isFamily(one.port.ip)))
      return null
    const { ip, port } = published.port
    const isThere = hasAddress(loss.space, ip)
    return {
      summary: `${published.container.name} publishes its port on ${ip} only${isThere ? '' : ', which the host does not have any more'}: ${askedWords(finding)} leads to nobody.`,
      evidence: [publishedEvidence(published)],
      remedy: [
        ...(isThere ? [`# ask ${withPort(ip, port)} instead`] : []),
        `# or make ${published.container.name} anew with the port on all addresses: docker run -p ${port}:${published.containerPort} …`,
      ],
    }
  },
}
