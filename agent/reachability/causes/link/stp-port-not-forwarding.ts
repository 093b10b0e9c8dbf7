import { bridgeOf, portOf } from '../../link/bridge/bridge.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { portFault } from '../reading/port-fault.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A port of a bridge does not forward yet, or spanning tree blocks it. */
export const stpPortNotForwarding: Cause = {
  id: 'stp-port-not-forwarding',
  layer: 'link',
  symptom: 'For some time after it was started nobody reaches a container: twice the forward delay of its bridge.',
  confirm: 'bridge link shows the port in the state listening, learning or blocking.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => {
    const device = portFault(finding, 'bridge-port-state')?.device
    const port = device === undefined ? undefined : portOf(device)
    const state = port?.settings.state
    if (device === undefined || port === undefined || state === undefined || state === 'forwarding') return null
    const { bridge } = port
    const { stpState = 0, forwardDelay } = bridgeOf(bridge.device).settings
    const bridgeCommand = (what: string): string =>
      commandIn(device.space, `ip link set ${shellWord(bridge.device.name)} type bridge ${what}`)
    return {
      summary: `The port ${deviceWords(device)} of the bridge ${bridge.device.name} is ${state}: ${packetWords(finding)} is not forwarded.`,
      evidence: [
        linkEvidence(device, `${device.name} master ${bridge.device.name} state ${state}`),
        linkEvidence(
          bridge.device,
          `stp_state ${stpState}${forwardDelay === undefined ? '' : ` forward_delay ${forwardDelay}`}`,
        ),
      ],
      remedy:
        stpState === 0
          ? [commandIn(device.space, `bridge link set dev ${shellWord(device.name)} state 3`)]
          : [
              bridgeCommand('stp_state 0'),
              ...[...bridge.ports.values()]
                .filter((one) => one.settings.state !== 'forwarding')
                .map((one) => commandIn(device.space, `bridge link set dev ${shellWord(one.device.name)} state 3`)),
              `# or keep spanning tree, and wait less: ${bridgeCommand('forward_delay 200')}`,
            ],
    }
  },
}
