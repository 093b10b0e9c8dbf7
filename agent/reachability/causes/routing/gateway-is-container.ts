import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Route } from '../../../../collectors/netlink/messages/route.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { gatewayOf } from '../reading/gateway-of.ts'
import { holdersOf } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { ipFor, routeTo } from '../reading/route-at.ts'
import { otherEnd } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { spaceEvidence } from '../reading/where.ts'

/** A route leads to another container, which does not forward. */
export const gatewayIsContainer: Cause = {
  id: 'gateway-is-container',
  layer: 'routing',
  symptom: 'Nothing beyond the own network is reached (timeout): the gateway is another container.',
  confirm: 'The gateway of ip route is the address of a container, where net.ipv4.ip_forward is 0.',
  more: 'https://docs.docker.com/engine/network/',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'forwarding-off' || loss.device === undefined) return null
    if (otherEnd(loss.device)?.master?.kind !== 'bridge') return null
    const led = leadingRoute(finding, loss.space)
    if (led === null) return null
    const { device, route, gateway } = led
    const isIpv6 = gateway.includes(':')
    const right = gatewayOf(scene, device, isIpv6)
    const to = routeTo(route)
    const setting = isIpv6 ? 'net.ipv6.conf.all.forwarding' : 'net.ipv4.ip_forward'
    return {
      summary: `The gateway ${gateway} of ${spaceWords(device.space)} is ${spaceWords(loss.space)}, which does not forward: ${packetWords(finding)} ends there.`,
      evidence: [
        linkEvidence(device, `${to} via ${gateway} dev ${device.name}`),
        spaceEvidence(loss.space, `${setting} = 0`),
      ],
      remedy: [
        ...(right === null || right === gateway
          ? []
          : [
              commandIn(
                device.space,
                `${ipFor(gateway)} route replace ${to} via ${right} dev ${shellWord(device.name)}`,
              ),
            ]),
        `# or let it forward, and masquerade: ${setSysctl(loss.space, setting, 1)}`,
      ],
    }
  },
}

/** The route of who sends that has an address of the gateway. */
const leadingRoute = (
  { scene, source, target, lostOn }: Finding,
  gateway: Space,
): { device: Device; route: Dumped<Route>; gateway: string } | null => {
  const sender = lostOn === 'reply' ? target : source
  for (const route of sender?.routes ?? []) {
    const device = sender?.devices.get(route.outputInterface ?? 0)
    if (route.gateway === undefined || device === undefined) continue
    if (holdersOf(scene, route.gateway).some((holder) => holder.device.space === gateway))
      return { device, route, gateway: route.gateway }
  }
  return null
}
