import type { Cause } from '../cause.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'

/** An IPv6 address is not used yet: the kernel still asks whether somebody else has it. */
export const addressTentative: Cause = {
  id: 'address-tentative',
  layer: 'link',
  symptom: 'Host unreachable for some seconds after the address was set, or for ever where it is a duplicate.',
  confirm: 'ip -6 address shows tentative or dadfailed.',
  more: 'https://www.rfc-editor.org/rfc/rfc4862#section-5.4',
  explain: (finding) =>
    toldAtDevice(
      finding,
      'address-tentative',
      (device) => `# wait, or: ${setSysctl(device.space, deviceSetting(device, 'ipv6', 'accept_dad'), 0)}`,
    ),
}
