import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'

/** A packet is for an address that nothing from outside may reach, such as 127.0.0.1. */
export const martianDestination: Cause = {
  id: 'martian-destination',
  layer: 'routing',
  symptom: 'Timeout.',
  confirm: 'The destination, after translation, is a loopback address, and route_localnet is 0.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) =>
    toldByLoss(finding, 'martian-destination', ({ space, device }) => [
      device === undefined
        ? '# send it to an address of the host instead'
        : setSysctl(space, deviceSetting(device, 'ipv4', 'route_localnet'), 1),
    ]),
}
