import type { Check } from '../check.ts'
import { answerEvidence, ask } from '../reading/asking.ts'
import { bridgeNetworks } from '../reading/networks.ts'

export const netDirectRouted: Check = {
  id: 'net-direct-routed',
  title: 'Containers are reached from beyond the uplink by their own addresses, at every port',
  gain: 'A neighbour of the host with a route to the network reaches what was never published.',
  reference: null,
  *find(context) {
    for (const { network, key, title, members } of bridgeNetworks(context)) {
      const { endpoint } = members[0] ?? {}
      const addresses = [endpoint?.ipv4, endpoint?.ipv6].flatMap((address) => address || [])
      const open = addresses
        .flatMap((address) => ask(context.snapshot, 'world', `${address}/icmp`) ?? [])
        .filter(({ verdict }) => verdict === 'reachable')
      yield open.length === 0
        ? null
        : {
            severity: open.some(({ to }) => to.address?.includes(':')) ? 'high' : 'medium',
            reason: open.some(({ to }) => to.address?.includes(':'))
              ? 'IPv6 addresses are routed, where the network around the host knows the way, without any translation'
              : 'only those with a route to the network can: neighbours on the same wire set one themselves',
            object: key,
            name: title,
            evidence: open.map(answerEvidence),
            remedy: [
              `# refuse what comes to ${network.bridge ?? 'the bridge'} from elsewhere and is no answer: iptables -P FORWARD DROP, ip6tables -P FORWARD DROP, or an engine of 28 or later`,
            ],
          }
    }
  },
}
