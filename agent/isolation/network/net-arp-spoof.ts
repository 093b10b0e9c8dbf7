import type { Check } from '../check.ts'
import { hasCapability } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'
import { type Attached, linkWords, type Segment, segmentsOf } from '../reading/segments.ts'

export const netArpSpoof: Check = {
  id: 'net-arp-spoof',
  title: 'A container can claim the addresses of others on its bridge (ARP and MAC spoofing)',
  gain: 'Reads and changes what other containers of the network send, by answering for their addresses or the gateway.',
  reference: null,
  *find(context) {
    const segments = segmentsOf(context)
    for (const subject of context.subjects) {
      const { leader, container } = subject
      const rights = (['NET_RAW', 'NET_ADMIN'] as const).filter((name) =>
        hasCapability(leader.capabilities.effective, name),
      )
      const reached = rights.length === 0 ? [] : segments.flatMap((segment) => victimsIn(segment, container.netns))
      yield reached.length === 0
        ? null
        : {
            severity: rights.includes('NET_ADMIN') ? 'medium' : 'low',
            reason: rights.includes('NET_ADMIN')
              ? 'it gives itself the addresses of others'
              : "it sends frames of its own making; CAP_NET_RAW is Docker's default",
            object: subject.key,
            name: subject.title,
            evidence: [
              processEvidence(
                leader,
                'status',
                `CapEff: ${leader.capabilities.effective} has ${rights.map((name) => `CAP_${name}`).join(', ')}`,
              ),
              ...reached.map(({ segment, own, victims }) => ({
                where: linkWords(context, segment.bridge),
                fact: `port ${own.port.name ?? '?'} is not isolated, and ${victims} ${victims === 1 ? 'other is' : 'others are'} attached`,
              })),
            ],
            remedy: runAnew(
              subject,
              `${rights.map((name) => `--cap-drop ${name}`).join(' ')}, or in a network of its own`,
            ),
          }
    }
  },
}

interface Reached {
  readonly segment: Segment
  readonly own: Attached
  readonly victims: number
}

/** Others on the same bridge: two ports that are both isolated do not see each other (IFLA_BRPORT_ISOLATED, 4.18). */
const victimsIn = (segment: Segment, netns: string | null): readonly Reached[] => {
  const own = segment.attached.find(({ inside }) => inside.netns === netns)
  if (own === undefined) return []
  const victims = segment.attached.filter(
    (other) => other.inside.netns !== netns && !(isIsolated(own) && isIsolated(other)),
  ).length
  return victims === 0 ? [] : [{ segment, own, victims }]
}

const isIsolated = ({ port }: Attached): boolean =>
  port.info?.port?.kind === 'bridge' && port.info.port.data.isolated === true
