import { soleAddress } from '../../../firewall/prefix.ts'
import type { Space } from '../../scene/space.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { isBalancer, rulesIn } from '../reading/swarm.ts'
import { isUnowned } from '../reading/unowned-address.ts'
import { spaceEvidence, whereOf } from '../reading/where.ts'

/** Each node answers for the virtual addresses of services itself: its load balancer has them as further addresses. */
export const vipAnsweredLocally: Cause = {
  id: 'vip-answered-locally',
  layer: 'overlay',
  symptom: 'Tasks of one node find no route to the virtual address of a service.',
  confirm: '`ip address` in the lb_… namespace of the network does not show the virtual address.',
  more: 'https://docs.docker.com/engine/swarm/networking/',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    if (asked === null || !isUnowned(asked.address, finding.scene)) return null
    const { address } = asked
    const found = balancerOf(address, finding)
    if (found === null) return null
    const { space, text } = found
    const device = [...space.devices.values()].find(({ kind }) => kind !== 'loopback')?.name ?? 'eth0'
    return {
      summary: `${spaceWords(space)} does not have ${address} any more, the virtual address of a service: nobody answers for it, and ${packetWords(finding)} is not sent.`,
      evidence: [
        { where: `${whereOf(space)}, table mangle`, fact: text, object: space.key },
        spaceEvidence(space, `ip address does not show ${address}`),
      ],
      remedy: [commandIn(space, `ip addr add ${address}/32 dev ${device}`)],
    }
  },
}

/** The load balancer whose rules are for the address. */
const balancerOf = (address: string, finding: Finding): { space: Space; text: string } | null => {
  for (const space of finding.scene.spaces()) {
    if (!isBalancer(space)) continue
    const rule = rulesIn(space, 'mangle', finding).find(
      ({ facts }) => facts.destination !== null && soleAddress(facts.destination.value) === address,
    )
    if (rule !== undefined) return { space, text: rule.text }
  }
  return null
}
