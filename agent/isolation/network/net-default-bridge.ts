import { containerKey } from '../../topology/identity.ts'
import type { Check } from '../check.ts'
import { titleOf } from '../context.ts'
import { bridgeNetworks } from '../reading/networks.ts'

export const netDefaultBridge: Check = {
  id: 'net-default-bridge',
  title: 'A container is on the default bridge',
  gain: 'Shares a network with all that name none.',
  reference: '5.29',
  *find(context) {
    for (const { network, members } of bridgeNetworks(context)) {
      if (network.options['com.docker.network.bridge.default_bridge'] !== 'true') continue
      for (const { container, endpoint } of members)
        yield {
          severity: 'info',
          reason: 'it only matters where others are there as well',
          object: containerKey(container.id),
          name: titleOf(container),
          evidence: [
            { where: `network ${network.name}, bridge ${network.bridge ?? ''}`, fact: endpoint.ipv4 || endpoint.mac },
          ],
          remedy: ['# make the container anew: docker run --network NETWORK'],
        }
    }
  },
}
