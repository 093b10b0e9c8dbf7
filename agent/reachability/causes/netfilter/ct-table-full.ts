import type { Cause } from '../cause.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { lossEvidence, spaceEvidence } from '../reading/where.ts'

const setting = 'net.netfilter.nf_conntrack_max'

export const ctTableFull: Cause = {
  id: 'ct-table-full',
  layer: 'netfilter',
  symptom: 'New connections time out now and then, all over the host; those that exist go on.',
  confirm: 'dmesg says "nf_conntrack: table full, dropping packet"; `conntrack -S` counts drop and early_drop.',
  more: 'https://docs.kernel.org/networking/nf_conntrack-sysctl.html',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'conntrack-full') return null
    const { space } = loss
    const limit = space.sysctl(setting) ?? scene.root?.sysctl(setting) ?? 0
    const owner = scene.root ?? space
    return {
      summary: `The table of connections of ${spaceWords(space)} is full, so ${packetWords(finding)} is dropped.`,
      evidence: [lossEvidence(loss), spaceEvidence(owner, `${setting} = ${limit}`)],
      remedy: [setSysctl(owner, setting, limit * 2)],
    }
  },
}
