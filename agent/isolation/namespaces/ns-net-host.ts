import { type Check, ofContainers } from '../check.ts'
import { hasCapability } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const nsNetHost: Check = {
  id: 'ns-net-host',
  title: "A container is in the host's network",
  gain: "Reaches services that listen on the host's loopback and on abstract Unix sockets, and takes ports in the host's name.",
  reference: '5.9',
  find: ofContainers((subject, { hostNetns }) => {
    const { container, leader } = subject
    if (container.netns === null || !hostNetns.has(container.netns)) return null
    const isAdmin = hasCapability(leader.capabilities.effective, 'NET_ADMIN')
    const isRaw = hasCapability(leader.capabilities.effective, 'NET_RAW')
    return {
      severity: isAdmin ? 'critical' : 'high',
      reason: isAdmin
        ? "with CAP_NET_ADMIN it changes the host's addresses, routes and firewall"
        : isRaw
          ? "with CAP_NET_RAW it reads all packets of the host's interfaces"
          : 'no firewall of the host stands between it and what listens on loopback',
      evidence: [processEvidence(leader, 'ns/net', `net:[${leader.namespaces?.['net'] ?? '?'}], the host's`)],
      remedy: runAnew(subject, 'with --network NETWORK instead of --network host'),
    }
  }),
}
