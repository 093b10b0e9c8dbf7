import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Neighbour } from '../../../../collectors/netlink/messages/neighbour.ts'
import { NTF_STICKY } from '../../link/bridge/bridge.ts'
import { NUD_FIXED, NUD_NOARP, NUD_PERMANENT } from '../../routing/neighbour-state.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { maybeMisdirected, ownersOf } from '../reading/misdirected.ts'
import { packetWords } from '../reading/parties-words.ts'
import { portTo, segmentOf } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A bridge has a hardware address at another port than the one behind which its owner is, and keeps it there. */
export const staleFdb: Cause = {
  id: 'stale-fdb',
  layer: 'link',
  symptom: 'A container cannot be reached (timeout, or host unreachable): the bridge sends its frames to another port.',
  confirm: 'bridge fdb show has its hardware address at another port, static or sticky.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => {
    const wrong = wrongEntry(finding)
    if (wrong === null) return null
    const { bridge, owner, entry, port } = wrong
    const at = bridge.space.devices.get(entry.ifindex)
    const name = at?.name ?? `${entry.ifindex}`
    return {
      summary: `The bridge ${deviceWords(bridge)} has ${entry.address} at its port ${name}, but ${deviceWords(owner)} is behind ${port.name}: ${packetWords(finding)} goes the wrong way.`,
      evidence: [
        linkEvidence(bridge, `${entry.address} dev ${name} master ${bridge.name}${wordsOf(entry)}`),
        linkEvidence(owner, `${owner.name} link/ether ${owner.mac}`),
      ],
      remedy: [commandIn(bridge.space, `bridge fdb del ${entry.address} dev ${shellWord(name)} master`)],
    }
  },
}

/** As `bridge fdb` shows them; `static` is NUD_NOARP. */
const wordsOf = ({ flags, state }: Dumped<Neighbour>): string =>
  `${(flags & NTF_STICKY) !== 0 ? ' sticky' : ''}${(state & NUD_PERMANENT) !== 0 ? ' permanent' : (state & NUD_NOARP) !== 0 ? ' static' : ''}`

interface Wrong {
  readonly bridge: Device
  readonly owner: Device
  readonly entry: Dumped<Neighbour>
  readonly port: Device
}

const wrongEntry = (finding: Finding): Wrong | null => {
  const { loss, scene } = finding
  const asked = askedNeighbour(finding)
  if (loss === null || (asked === null && !maybeMisdirected(loss))) return null
  const macs = new Set([loss.packet.link?.destination, asked?.asker.mac, asked?.meant?.device.mac])
  for (const mac of macs) {
    if (mac == null) continue
    for (const owner of ownersOf(scene, mac)) {
      const bridge = segmentOf(owner)
      const port = bridge.kind === 'bridge' ? portTo(owner, bridge) : null
      if (port === null) continue
      const entry = bridge.space.fdb.find(
        ({ address, master, ifindex, state }) =>
          address === mac &&
          master === bridge.ifindex &&
          ifindex !== port.ifindex &&
          ifindex !== bridge.ifindex &&
          (state & NUD_FIXED) !== 0,
      )
      if (entry !== undefined) return { bridge, owner, entry, port }
    }
  }
  return null
}
