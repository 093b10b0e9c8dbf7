import { restartEngine } from '../../reachability/causes/reading/docker-command.ts'
import type { Check } from '../check.ts'
import { answerEvidence, ask } from '../reading/asking.ts'
import { type BridgeNetwork, bridgeNetworks, type Member } from '../reading/networks.ts'

/** So many pairs of networks are tried. */
const mostPairs = 400

export const netIsolationMissing: Check = {
  id: 'net-isolation-missing',
  title: 'Two networks are not kept apart',
  gain: 'Reaches every port of every container of the other network.',
  reference: null,
  *find(context) {
    for (const [one, other] of pairsOf(bridgeNetworks(context))) {
      const [from, to] = strangers(one, other)
      const address = to?.endpoint.ipv4 || to?.endpoint.ipv6
      const answer = from === undefined || !address ? null : ask(context.snapshot, from.netns, `${address}/icmp`)
      yield answer?.verdict !== 'reachable'
        ? null
        : {
            severity: 'high',
            reason: `what ${one.title} sends to addresses of ${other.title} is forwarded`,
            object: other.key,
            name: `${one.title} and ${other.title}`,
            evidence: [answerEvidence(answer)],
            remedy: [
              restartEngine(context.snapshot),
              '# that writes the rules anew that keep networks apart (DOCKER-ISOLATION-STAGE-1, from 28 on DOCKER-FORWARD); none, where the engine runs with --iptables=false',
            ],
          }
    }
  },
}

function* pairsOf(networks: readonly BridgeNetwork[]): Generator<readonly [BridgeNetwork, BridgeNetwork]> {
  let left = mostPairs
  for (const [at, one] of networks.entries())
    for (const other of networks.slice(at + 1)) {
      if (left-- === 0) return
      yield [one, other]
    }
}

/** One of each that is not in the other network as well. */
const strangers = (one: BridgeNetwork, other: BridgeNetwork): readonly (Member | undefined)[] => [
  one.members.find(({ container }) => !isMember(other, container.id)),
  other.members.find(({ container }) => !isMember(one, container.id)),
]

const isMember = ({ members }: BridgeNetwork, id: string): boolean =>
  members.some(({ container }) => container.id === id)
