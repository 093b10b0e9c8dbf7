import type { Check } from '../check.ts'
import type { Context } from '../context.ts'
import { answerEvidence, ask, endpointAt } from '../reading/asking.ts'
import { type BridgeNetwork, bridgeNetworks } from '../reading/networks.ts'
import { isOn, isOnLoopback, type PublishedPort, publishedPorts, publishLess } from '../reading/published.ts'

/** More networks than that are not tried for one port. */
const mostNetworks = 20

export const netCrossNetwork: Check = {
  id: 'net-cross-network',
  title: 'Containers of another network reach a container through its published port',
  gain: 'Gets from one network into another that was meant to be separate.',
  reference: null,
  *find(context) {
    const networks = bridgeNetworks(context)
    for (const published of publishedPorts(context)) {
      if (isOnLoopback(published) || published.publication.port.protocol === 'sctp') continue
      const open = []
      for (const network of networks.filter((one) => !isIn(one, published)).slice(0, mostNetworks)) {
        const answer = askFrom(context, network, published)
        if (answer?.verdict === 'reachable') open.push({ network, answer })
        yield null
      }
      if (open.length > 0)
        yield {
          severity: 'low',
          reason: `published ports are for everybody: also for ${open.map(({ network }) => network.title).join(', ')}`,
          object: published.key,
          name: published.title,
          evidence: open.map(({ answer }) => answerEvidence(answer)),
          remedy: [publishLess(published)],
        }
    }
  },
}

const isIn = ({ network }: BridgeNetwork, { container }: PublishedPort): boolean =>
  container.endpoints.some(({ networkId }) => networkId === network.id)

const askFrom = (
  { snapshot }: Context,
  { members: [member], hostAddresses }: BridgeNetwork,
  published: PublishedPort,
) => {
  const { ip, port, protocol } = published.publication.port
  const address = hostAddresses.find((one) => isOn(published, one)) ?? ip
  return member === undefined ? null : ask(snapshot, member.netns, endpointAt(address, port, protocol))
}
