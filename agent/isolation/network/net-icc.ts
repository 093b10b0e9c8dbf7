import type { Check } from '../check.ts'
import { answerEvidence, ask } from '../reading/asking.ts'
import { bridgeNetworks } from '../reading/networks.ts'

export const netIcc: Check = {
  id: 'net-icc',
  title: 'Containers on the default bridge reach each other at every port',
  gain: 'Reaches services of containers that have nothing to do with it.',
  reference: '2.2',
  *find(context) {
    for (const { network, key, title, members } of bridgeNetworks(context)) {
      const [one, other] = members
      if (network.options['com.docker.network.bridge.default_bridge'] !== 'true' || !one || !other) continue
      const answer = ask(context.snapshot, one.netns, `${other.endpoint.ipv4 || other.endpoint.ipv6}/icmp`)
      yield answer?.verdict !== 'reachable'
        ? null
        : {
            severity: 'low',
            reason: `${members.length} containers are in it, which is where all are that name no network`,
            object: key,
            name: title,
            evidence: [answerEvidence(answer)],
            remedy: [
              '# "icc": false in /etc/docker/daemon.json, and a network for those that belong together: docker network create',
            ],
          }
    }
  },
}
