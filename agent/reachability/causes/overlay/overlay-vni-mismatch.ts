import { vxlanSettings, vxlansIn } from '../../link/tunnels/vxlan-ends.ts'
import type { Cause } from '../cause.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { crossingOf, overlayLosses, vxlanText } from '../reading/vxlan.ts'

export const overlayVniMismatch: Cause = {
  id: 'overlay-vni-mismatch',
  layer: 'overlay',
  symptom: 'Tasks on different nodes time out.',
  confirm: '`ip -d link show type vxlan` shows another id on each node.',
  more: 'https://www.rfc-editor.org/rfc/rfc7348',
  explain: (finding) => {
    const loss = overlayLosses(finding).find(({ reason }) => reason === 'vxlan-unknown-vni')
    const sender = loss === undefined ? undefined : crossingOf(loss.packet)?.device
    if (loss === undefined || sender === undefined) return null
    const { scene } = finding
    const theirs = vxlansIn(scene, loss.space).filter((device) => device !== sender)
    // One of the right number that is down is something else.
    if (theirs.some((device) => vxlanSettings(device).id === vxlanSettings(sender).id)) return null
    const ids = theirs.map((device) => vxlanSettings(device).id)
    const has = ids.length === 0 ? 'none' : ids.join(', ')
    return {
      summary: `The nodes do not agree on the number of the network: ${sender.name} of ${sender.space.title} sends as ${vxlanSettings(sender).id}, and ${spaceWords(loss.space)} has ${has}: ${packetWords(finding)} is dropped there.`,
      evidence: [sender, ...theirs].map((device) => linkEvidence(device, vxlanText(device))),
      remedy: [
        '# make the network anew, on a manager, after its services have left it:',
        ...scene.snapshot.networks
          .filter(({ driver, options }) => driver === 'overlay' && isOf(options, vxlanSettings(sender).id))
          .map(({ name }) => `# ${dockerCommand(scene.snapshot, 'network', 'rm', name)}`),
      ],
    }
  },
}

const isOf = (options: { readonly [name: string]: string }, id: number | undefined): boolean =>
  (options['com.docker.network.driver.overlay.vxlanid_list'] ?? '').split(',').includes(`${id}`)
