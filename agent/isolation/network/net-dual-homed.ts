import { containerKey } from '../../topology/identity.ts'
import type { Check } from '../check.ts'
import { titleOf } from '../context.ts'
import { dualHomed } from '../reading/forwarding.ts'

export const netDualHomed: Check = {
  id: 'net-dual-homed',
  title: 'A container is in several networks',
  gain: 'Whoever controls it is in all of them.',
  reference: null,
  *find(context) {
    for (const { container, networks } of dualHomed(context))
      yield {
        severity: 'info',
        reason: 'it is what reverse proxies need',
        object: containerKey(container.id),
        name: titleOf(container),
        evidence: [{ where: `endpoints of ${container.name}`, fact: networks.join(', ') }],
        remedy: [],
      }
  },
}
