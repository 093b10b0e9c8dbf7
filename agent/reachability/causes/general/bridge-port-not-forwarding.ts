import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { portFault } from '../reading/port-fault.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A locked port of a bridge takes frames only from those that are in its database at that port. What keeps a port by its state is another entry. */
export const bridgePortNotForwarding: Cause = {
  id: 'bridge-port-not-forwarding',
  layer: 'link',
  symptom: 'Host unreachable or timeout.',
  confirm: 'bridge -d link shows `locked on`, and bridge fdb show no entry for the sender at the port.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => {
    const loss = portFault(finding, 'bridge-port-state')
    const port = loss?.device
    if (loss === null || port === undefined) return null
    const source = loss.packet.link?.source ?? 'MAC'
    return {
      summary: `The port ${deviceWords(port)} does not let ${packetWords(finding)} in: ${loss.fact()}.`,
      evidence: [linkEvidence(port, loss.fact())],
      remedy: [commandIn(port.space, `bridge fdb replace ${source} dev ${shellWord(port.name)} master static`)],
    }
  },
}
