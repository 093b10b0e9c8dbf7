import { isWithin } from '../../../firewall/prefix.ts'
import { blamedRule } from '../../blame.ts'
import { probe } from '../../exchange/probe.ts'
import { underlayOf } from '../../link/tunnels/vxlan-ends.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Loss } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { spaceWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence, ruleWords } from '../reading/rule-words.ts'
import { nodeOf, overlayLosses, remoteEntries, vxlanBeside } from '../reading/vxlan.ts'

/** Nodes tell each other over port 7946 who is behind them; what they cannot tell is in no FDB. */
export const gossip7946Blocked: Cause = {
  id: 'gossip-7946-blocked',
  layer: 'overlay',
  symptom: 'Tasks on other nodes are not found at all, whichever they are.',
  confirm: '`bridge fdb show dev vxlan0` has no dst at all; a rule drops port 7946 of tcp or udp.',
  more: 'https://docs.docker.com/engine/swarm/networking/#firewall-considerations',
  explain: (finding) => {
    const device = lonelyVxlan(finding)
    const node = device === null ? null : nodeOf(finding.scene, device)
    if (device === null || node === null || node.address === undefined) return null
    const blocked = blockedAt(node.underlay, node.address, finding)
    if (blocked?.rule === undefined) return null
    const { snapshot } = finding.scene
    return {
      summary: `${ruleWords(blocked.rule, blamedRule(blocked.rule, snapshot))} drops what other nodes tell ${spaceWords(node.underlay)} on port 7946: it learned of no task elsewhere.`,
      evidence: [
        ruleEvidence(blocked.rule, snapshot),
        linkEvidence(device, `bridge fdb show dev ${device.name}: no dst at all`),
      ],
      remedy: [removalOf(blocked.rule, snapshot), '# or let tcp and udp port 7946 of all other nodes in'],
      rule: blocked.rule,
    }
  },
}

/** A VXLAN that is asked for somebody elsewhere, and knows nobody elsewhere. */
const lonelyVxlan = (finding: Finding): Device | null => {
  const losses = overlayLosses(finding)
  const asked = askedNeighbour(finding)
  const device =
    losses.find((loss) => loss.device?.kind === 'vxlan')?.device ?? (asked === null ? null : vxlanBeside(asked.asker))
  return device == null || remoteEntries(device).length > 0 || underlayOf(finding.scene, device) === undefined
    ? null
    : device
}

/** What another node would send there. */
const blockedAt = (space: Space, destination: string, { scene }: Finding): Loss | null => {
  const own = space.addresses.find(({ local, address }) => (local ?? address) === destination)
  if (own === undefined || destination.includes(':')) return null
  const source = besides(destination, own.prefixLength)
  for (const protocol of ['tcp', 'udp'] as const) {
    const uplink = { netns: space.netns, ifindex: own.ifindex }
    const { branches } = probe(scene, { from: null, source, destination, port: 7946, protocol, uplink })
    const [loss] = branches[0].exchange.losses
    if (loss !== undefined && (loss.reason === 'filtered' || loss.reason === 'rejected')) return loss
  }
  return null
}

/** Another address of the same subnet; somebody's outside (RFC 5737) where there is no other. */
const besides = (address: string, prefixLength: number): string =>
  [1, 2, 254]
    .map((last) => address.replace(/\d+$/, `${last}`))
    .find((one) => one !== address && isWithin(`${address}/${prefixLength}`, one)) ?? '203.0.113.79'
