import type { Check } from '../check.ts'
import { hasCapability } from '../reading/capabilities.ts'
import { runAnew } from '../reading/run-anew.ts'
import { type Attached, linkWords, segmentsOf } from '../reading/segments.ts'

export const netNdRaSpoof: Check = {
  id: 'net-nd-ra-spoof',
  title: "A container can pose as an IPv6 router to others on its bridge, which accept a router's advertisements",
  gain: 'Becomes the default gateway and the name server of its neighbours.',
  reference: null,
  *find(context) {
    for (const { bridge, attached } of segmentsOf(context)) {
      const trusting = attached.filter(accepts)
      for (const subject of context.subjects) {
        const { leader, container } = subject
        const isThere = attached.some(({ inside }) => inside.netns === container.netns)
        const victims = trusting.filter(({ inside }) => inside.netns !== container.netns)
        yield !isThere || victims.length === 0 || !hasCapability(leader.capabilities.effective, 'NET_RAW')
          ? null
          : {
              severity: 'medium',
              reason: `${victims.length} of its neighbours ${victims.length === 1 ? 'accepts' : 'accept'} what it advertises`,
              object: subject.key,
              name: subject.title,
              evidence: [
                { where: linkWords(context, bridge), fact: `${attached.length} are attached` },
                ...victims.slice(0, mostShown).map(({ inside }) => ({
                  where: linkWords(context, inside),
                  fact: `accept_ra = ${settingsOf(inside)?.acceptRa}, forwarding = ${settingsOf(inside)?.forwarding}`,
                })),
              ],
              remedy: runAnew(
                subject,
                '--cap-drop NET_RAW, and its neighbours with --sysctl net.ipv6.conf.all.accept_ra=0',
              ),
            }
      }
    }
  },
}

/** More are only counted. */
const mostShown = 5

const settingsOf = (link: Attached['inside']) => link.protocols?.ipv6?.settings

/** Documentation/networking/ip-sysctl.rst, accept_ra: 1 unless it forwards, 2 always. */
const accepts = ({ inside }: Attached): boolean => {
  const { acceptRa = 0, forwarding = 0, disableIpv6 = 0 } = settingsOf(inside) ?? {}
  return disableIpv6 === 0 && (acceptRa === 2 || (acceptRa === 1 && forwarding === 0))
}
