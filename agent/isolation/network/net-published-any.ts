import type { Check } from '../check.ts'
import { answerEvidence, ask, endpointAt, isOpen } from '../reading/asking.ts'
import { uplinkAddresses } from '../reading/networks.ts'
import { isEverywhere, isOn, publishedPorts, publishLess } from '../reading/published.ts'

export const netPublishedAny: Check = {
  id: 'net-published-any',
  title: 'A port is published on all addresses of the host',
  gain: 'Whoever reaches any address of the host reaches the service.',
  reference: '5.13',
  *find(context) {
    const addresses = uplinkAddresses(context)
    for (const published of publishedPorts(context).filter(isEverywhere)) {
      const { protocol, port } = published.publication.port
      const answers = addresses
        .filter((address) => isOn(published, address) && protocol !== 'sctp')
        .flatMap((address) => ask(context.snapshot, 'world', endpointAt(address, port, protocol)) ?? [])
      const open = answers.filter(isOpen)
      const isSure = open.some(({ verdict }) => verdict !== 'uncertain')
      // Of a host without uplink nothing can be said but that it is published.
      if (answers.length > 0 && open.length === 0) yield null
      else
        yield {
          severity: isSure ? 'medium' : 'low',
          reason: isSure
            ? 'packets from beyond the uplink get to it'
            : open.length > 0
              ? 'whether packets from beyond the uplink get to it is not certain'
              : 'this host has no uplink now',
          object: published.key,
          name: published.title,
          evidence: [
            {
              where: `ports of ${published.container.name}`,
              fact: `${published.publication.port.ip}:${port}/${protocol}`,
            },
            ...open.map(answerEvidence),
          ],
          remedy: [publishLess(published)],
        }
    }
  },
}
