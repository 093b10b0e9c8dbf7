import { shellWord } from '../../reachability/causes/reading/shell-word.ts'
import type { Check } from '../check.ts'
import { linkWords } from '../reading/segments.ts'

/** linux/if.h */
const IFF_PROMISC = 0x100

export const netPromisc: Check = {
  id: 'net-promisc',
  title: 'An interface of a container takes frames that are for others (promiscuous mode)',
  gain: 'Reads what a bridge floods, and all of a network that is attached by macvlan or a mirror.',
  reference: null,
  *find(context) {
    for (const subject of context.subjects) {
      const { netns } = subject.container
      const found = context.hostNetns.has(netns ?? '')
        ? []
        : context.snapshot.links.filter((link) => link.netns === netns && (link.flags & IFF_PROMISC) !== 0)
      yield found.length === 0
        ? null
        : {
            severity: 'medium',
            reason: 'somebody in it listens to others now, or did and left it on',
            object: subject.key,
            name: subject.title,
            evidence: found.map((link) => ({
              where: linkWords(context, link),
              fact: `flags 0x${link.flags.toString(16)}: PROMISC`,
            })),
            remedy: found.map(
              (link) =>
                `nsenter --net=/proc/${subject.leader.pid}/ns/net ip link set ${shellWord(link.name ?? '')} promisc off`,
            ),
          }
    }
  },
}
