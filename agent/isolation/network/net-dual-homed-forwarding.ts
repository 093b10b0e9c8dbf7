import { dockerCommand } from '../../reachability/causes/reading/docker-command.ts'
import { containerKey } from '../../topology/identity.ts'
import type { Check } from '../check.ts'
import { titleOf } from '../context.ts'
import { hasCapability } from '../reading/capabilities.ts'
import { dualHomed, forwardingIn } from '../reading/forwarding.ts'

export const netDualHomedForwarding: Check = {
  id: 'net-dual-homed-forwarding',
  title: 'A container forwards packets between its networks',
  gain: 'A container of one network takes it for a router, and reaches those of the other.',
  reference: null,
  *find(context) {
    const { snapshot, subjects } = context
    for (const { container, netns, networks } of dualHomed(context)) {
      const settings = forwardingIn(snapshot, netns)
      const subject = subjects.find((one) => one.container === container)
      const isAdmin = subject !== undefined && hasCapability(subject.leader.capabilities.effective, 'NET_ADMIN')
      yield settings.length === 0
        ? null
        : {
            severity: isAdmin ? 'medium' : 'low',
            reason: isAdmin
              ? 'with CAP_NET_ADMIN it sets routes and rules for that, too'
              : 'others need CAP_NET_ADMIN, or CAP_NET_RAW and their own packets, to use it as a router',
            object: containerKey(container.id),
            name: titleOf(container),
            evidence: [
              {
                where: `sysctl in ${snapshot.namespaces.find(({ id }) => id === netns)?.inode ?? netns}`,
                fact: settings.map((name) => `${name} = 1`).join(', '),
              },
              { where: `endpoints of ${container.name}`, fact: networks.join(', ') },
            ],
            remedy: [
              `# make the container anew: ${dockerCommand(snapshot, 'run', ...settings.flatMap((name) => ['--sysctl', `${name}=0`]))}`,
            ],
          }
    }
  },
}
