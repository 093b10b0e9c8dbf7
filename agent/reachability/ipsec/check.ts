import type { XfrmPolicy } from '../../../collectors/netlink/messages/xfrm-policy.ts'
import type { Errno } from '../ip/errno.ts'
import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { lose, type Trial } from '../trial.ts'
import { policiesFor } from './policies.ts'
import { policyText } from './policy-text.ts'
import { receivedTrafficOf, type Traffic, trafficOf } from './traffic.ts'

const blocks = ({ action }: XfrmPolicy): boolean => action === 'block'

/** `level use` takes what is not encrypted, too. */
const requires = ({ templates = [] }: XfrmPolicy): boolean => templates.some(({ optional }) => !optional)

const isPardonedPolicy = ({ pardoned }: Trial, policy: XfrmPolicy): boolean => pardoned?.has(policy) === true

/** The end of a packet by a policy. */
export const loseByPolicy = (trial: Trial, space: Space, packet: Packet, policy: XfrmPolicy): void =>
  lose(trial, {
    reason: 'xfrm-blocked',
    space,
    packet,
    policy,
    fact: () =>
      `the IPsec policy ${policyText(policy, space)} ${blocks(policy) ? 'blocks it' : 'takes it only encrypted'}`,
  })

/**
 * Whether the policies of IPsec let a packet in, or on (__xfrm_policy_check, net/xfrm/xfrm_policy.c). No packet of a walk has come
 * through IPsec: one that has to is dropped.
 */
export const passesPolicies = (trial: Trial, packet: Packet, device: Device, direction: 'in' | 'fwd'): boolean => {
  const { space } = device
  const policies = policiesFor(space, direction, device, () => receivedTrafficOf(packet, direction))
  const refusing = policies.find((policy) => (blocks(policy) || requires(policy)) && !isPardonedPolicy(trial, policy))
  if (refusing === undefined) return true
  loseByPolicy(trial, space, packet, refusing)
  return false
}

/** The policy by which who sends gets no route (EPERM); null where none does. */
export const policyAgainst = (
  trial: Trial,
  space: Space,
  device: Device | null,
  traffic: () => Traffic,
): XfrmPolicy | null =>
  policiesFor(space, 'out', device, traffic).find((policy) => blocks(policy) && !isPardonedPolicy(trial, policy)) ??
  null

type Applied = 'passes' | 'blocked' | 'encrypted'

/** What a sender here sees. */
export const errnoOfPolicies = (applied: Applied): Errno | null => (applied === 'blocked' ? 'EPERM' : null)

/**
 * What IPsec does with a packet that has its route (xfrm_lookup, net/xfrm/xfrm_policy.c). What is to be encrypted ends here: whether
 * there are keys, and what becomes of it outside, no snapshot shows.
 * @returns `passes`: it goes on as it is; else `lose` was called
 */
export const applyPolicies = (trial: Trial, space: Space, packet: Packet): Applied => {
  const device = packet.route?.device ?? null
  const blocking = policyAgainst(trial, space, device, () => trafficOf(packet))
  if (blocking !== null) {
    loseByPolicy(trial, space, packet, blocking)
    return 'blocked'
  }
  const policies = policiesFor(space, 'out', device, () => trafficOf(packet))
  const encrypting = policies.find(requires) ?? policies.find(({ templates = [] }) => templates.length > 0)
  if (encrypting === undefined || (!requires(encrypting) && isLeftPlain(trial, space, packet, encrypting)))
    return 'passes'
  lose(trial, {
    reason: 'tunnel-unknown',
    space,
    packet,
    ...(device === null ? {} : { device }),
    fact: () =>
      `the IPsec policy ${policyText(encrypting, space)} has it encrypted; whether there are keys for that is not known`,
  })
  return 'encrypted'
}

/** `level use` encrypts only with keys that are there. */
const isLeftPlain = (trial: Trial, space: Space, packet: Packet, policy: XfrmPolicy): boolean =>
  trial.decide({
    key: `xfrm ${space.netns}/${policy.direction}/${policy.index} ${packet.label}`,
    on: () => `whether there are keys for the IPsec policy ${policyText(policy, space)} of ${space.title}`,
    answers: ['it is sent as it is', 'it is encrypted'],
  }) === 0
