import { type Check, ofContainers } from '../check.ts'
import { hasCapability } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const capNetAdmin: Check = {
  id: 'cap-net-admin',
  title: 'A container may change its network (CAP_NET_ADMIN)',
  gain: 'Takes addresses and MAC addresses of others, turns on forwarding and promiscuous mode, drops rules of its own namespace.',
  reference: '5.3',
  find: ofContainers((subject, { hostNetns }) => {
    const { leader, container, isRemapped } = subject
    if (!hasCapability(leader.capabilities.effective, 'NET_ADMIN')) return null
    // Told as ns-net-host.
    if (hostNetns.has(container.netns ?? '')) return null
    return {
      severity: 'medium',
      reason: isRemapped
        ? 'its user namespace keeps it from the networks of others, but not from claiming their addresses'
        : 'what keeps containers apart on a bridge does not look at addresses',
      evidence: [processEvidence(leader, 'status', `CapEff: ${leader.capabilities.effective} has CAP_NET_ADMIN`)],
      remedy: runAnew(subject, 'without --cap-add NET_ADMIN'),
    }
  }),
}
