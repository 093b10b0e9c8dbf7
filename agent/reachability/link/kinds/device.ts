import { lose } from '../../trial.ts'
import { deviceText } from '../text.ts'
import type { SendByKind } from './kind.ts'

/** A device of hardware: what is behind its wire no snapshot of this host shows. */
export const device: SendByKind = (trial, packet, by) =>
  lose(trial, {
    reason: 'beyond-uplink',
    space: by.space,
    packet,
    device: by,
    fact: () => `the packet leaves this host by ${deviceText(by)}`,
  })
