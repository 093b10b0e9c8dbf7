import { lose } from '../../trial.ts'
import { programsOf } from '../programs.ts'
import { deviceText } from '../text.ts'
import type { SendByKind } from './kind.ts'
import { pair } from './pair.ts'

/** A pair whose packets programs steer (netkit_xmit, drivers/net/netkit.c). Where none is attached its policy decides. */
export const netkit: SendByKind = (trial, packet, device, transmit) => {
  const info = device.record.info?.link
  const data = info?.kind === 'netkit' ? info.data : undefined
  const hook = data?.primary === true ? 'netkit-primary' : 'netkit-peer'
  const peer = device.joined === 'unknown' ? null : device.joined
  const asked = [device, ...(peer === null ? [] : [peer])]
  const program = asked.flatMap(programsOf).find((one) => one.hook === hook)
  const drops =
    program === undefined
      ? data?.policy === 'blackhole'
      : trial.decide({
          key: `netkit ${device.space.netns}/${device.ifindex} ${packet.label}`,
          on: () => `whether the program ${program.name ?? program.id} of ${deviceText(device)} lets the packet pass`,
          answers: ['passes', 'drops'],
        }) === 1
  if (!drops) {
    pair(trial, packet, device, transmit)
    return
  }
  lose(trial, {
    reason: 'program',
    space: device.space,
    packet,
    device,
    fact: () =>
      program === undefined
        ? `the policy of ${deviceText(device)} is blackhole`
        : `the program ${program.name ?? program.id} of ${deviceText(device)} takes the packet away`,
  })
}
