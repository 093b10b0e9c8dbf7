import type { XfrmPolicy } from '../../../collectors/netlink/messages/xfrm-policy.ts'
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from '../packet/packet.ts'
import type { Space } from '../scene/space.ts'

/** Those that `ip xfrm` has words for on every host. */
const protocols: { readonly [protocol: number]: string } = {
  [IPPROTO_TCP]: 'tcp',
  [IPPROTO_UDP]: 'udp',
  [IPPROTO_ICMP]: 'icmp',
}

/** Which packets a policy is for, in the words of `ip xfrm policy`. */
const selectorText = ({ selector }: XfrmPolicy, { devices }: Pick<Space, 'devices'>): string => {
  const { protocol, sourcePort, sourcePortMask, destinationPort, destinationPortMask, ifindex } = selector
  const isIcmp = protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6
  return [
    `src ${selector.source}/${selector.sourceLength} dst ${selector.destination}/${selector.destinationLength}`,
    ...(protocol === 0 ? [] : [`proto ${protocols[protocol] ?? protocol}`]),
    ...(sourcePortMask === 0 ? [] : [`${isIcmp ? 'type' : 'sport'} ${sourcePort}`]),
    ...(destinationPortMask === 0 ? [] : [`${isIcmp ? 'code' : 'dport'} ${destinationPort}`]),
    ...(ifindex === 0 ? [] : [`dev ${devices.get(ifindex)?.name ?? `if${ifindex}`}`]),
  ].join(' ')
}

/** A policy as `ip xfrm policy` has it, in one line. */
export const policyText = (policy: XfrmPolicy, space: Pick<Space, 'devices'>): string =>
  [
    selectorText(policy, space),
    `dir ${policy.direction}`,
    ...(policy.action === 'allow' ? [] : [`action ${policy.action}`]),
    `priority ${policy.priority}`,
    `ptype ${policy.type?.kind ?? 'main'}`,
    ...(policy.mark === undefined
      ? []
      : [`mark 0x${policy.mark.value.toString(16)}/0x${policy.mark.mask.toString(16)}`]),
    ...(policy.interfaceId === undefined ? [] : [`if_id 0x${policy.interfaceId.toString(16)}`]),
  ].join(' ')

/** The words by which `ip xfrm policy delete` finds it: an index is one of its type. */
export const policyName = ({ index, direction, type, mark, interfaceId }: XfrmPolicy): string =>
  [
    `dir ${direction} index ${index}`,
    ...(type?.kind === 'sub' ? ['ptype sub'] : []),
    ...(mark === undefined ? [] : [`mark ${mark.value} mask ${mark.mask}`]),
    ...(interfaceId === undefined ? [] : [`if_id ${interfaceId}`]),
  ].join(' ')
