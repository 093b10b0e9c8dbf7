import { hostKey } from '../../topology/identity.ts'
import type { Check } from '../check.ts'
import { answerEvidence, ask, endpointAt } from '../reading/asking.ts'
import { addressFor, engineApis, listenerWords, titleOfHost } from '../reading/host-listeners.ts'
import { bridgeNetworks, uplinkAddresses } from '../reading/networks.ts'

/** By convention (dockerd(8)) with TLS; what a server really wants no snapshot tells. */
const tlsPort = 2376

export const apiTcp: Check = {
  id: 'api-tcp',
  title: 'The engine takes commands over TCP',
  gain: 'Asks the engine for a privileged container with the disk of the host in it: it is root on the host.',
  reference: '2.7',
  *find(context) {
    const { snapshot } = context
    const networks = bridgeNetworks(context)
    for (const api of engineApis(context)) {
      const { port } = api.socket.local
      const open = []
      for (const { members, hostAddresses } of networks) {
        const address = addressFor(api, hostAddresses)
        const [member] = members
        if (address !== null && member !== undefined)
          open.push(ask(snapshot, member.netns, endpointAt(address, port, 'tcp')))
        yield null
      }
      const outside = addressFor(api, uplinkAddresses(context))
      if (outside !== null) open.push(ask(snapshot, 'world', endpointAt(outside, port, 'tcp')))
      const reached = open.flatMap((answer) => (answer !== null && answer.verdict !== 'unreachable' ? [answer] : []))
      const isPlain = port !== tlsPort
      yield {
        severity: reached.length === 0 ? 'medium' : isPlain ? 'critical' : 'medium',
        reason:
          reached.length === 0
            ? 'only programs and containers in the namespace of the host reach it'
            : isPlain
              ? 'whoever reaches it needs no password, unless it wants certificates on a port that is not made for that'
              : 'on this port the engine wants client certificates by convention; whether it does cannot be seen',
        object: hostKey,
        name: titleOfHost(snapshot),
        evidence: [{ where: 'sockets of the engine', fact: listenerWords(api) }, ...reached.map(answerEvidence)],
        remedy: [
          '# leave out -H tcp:// (hosts in /etc/docker/daemon.json); use ssh://, or --tlsverify with a CA of its own',
        ],
      }
    }
  },
}
