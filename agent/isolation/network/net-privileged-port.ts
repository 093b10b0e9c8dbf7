import type { Check } from '../check.ts'
import { publishedPorts } from '../reading/published.ts'

/** Below it only root may bind, by default (net.ipv4.ip_unprivileged_port_start). */
const firstUnprivileged = 1024

export const netPrivilegedPort: Check = {
  id: 'net-privileged-port',
  title: 'A port of the host that is reserved for root is published',
  gain: 'Speaks to others in the place of a service of the host.',
  reference: '5.7',
  *find(context) {
    for (const published of publishedPorts(context)) {
      const { ip, port, protocol } = published.publication.port
      yield port >= firstUnprivileged
        ? null
        : {
            severity: 'info',
            reason: 'it may be meant: web servers have such ports',
            object: published.key,
            name: published.title,
            evidence: [{ where: `ports of ${published.container.name}`, fact: `${ip}:${port}/${protocol}` }],
            remedy: [`# publish it on a port from ${firstUnprivileged} on, if it is not meant`],
          }
    }
  },
}
