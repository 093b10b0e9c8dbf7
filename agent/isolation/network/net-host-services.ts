import { shellWord } from '../../reachability/causes/reading/shell-word.ts'
import type { Check } from '../check.ts'
import { answerEvidence, ask, endpointAt } from '../reading/asking.ts'
import { addressFor, hostListeners, listenerWords } from '../reading/host-listeners.ts'
import { bridgeNetworks } from '../reading/networks.ts'

/** More are only counted. */
const mostShown = 10

export const netHostServices: Check = {
  id: 'net-host-services',
  title: 'Containers of a network reach services of the host itself',
  gain: 'Attacks services that were meant for the host or its administrators: databases, ssh, metrics.',
  reference: null,
  *find(context) {
    const listeners = hostListeners(context)
    for (const { key, title, members, hostAddresses, network } of bridgeNetworks(context)) {
      const [member] = members
      const open = []
      for (const listener of listeners) {
        const address = addressFor(listener, hostAddresses)
        const answer =
          member === undefined || address === null
            ? null
            : ask(context.snapshot, member.netns, endpointAt(address, listener.socket.local.port, listener.protocol))
        if (answer?.verdict === 'reachable') open.push({ listener, answer })
        yield null
      }
      if (open.length > 0)
        yield {
          severity: network.internal ? 'medium' : 'low',
          reason: network.internal
            ? 'the network is internal, and yet the host answers in it'
            : 'what listens on all addresses listens on that of the bridge, too',
          object: key,
          name: title,
          evidence: open.slice(0, mostShown).map(({ listener, answer }) => {
            const { where, fact } = answerEvidence(answer)
            return { where, fact: `${fact}: ${listenerWords(listener)}` }
          }),
          remedy: [
            `# let it listen on fewer addresses, or refuse it: iptables -I INPUT -i ${shellWord(network.bridge ?? 'BRIDGE')} -m conntrack --ctstate NEW -j REJECT`,
          ],
        }
    }
  },
}
