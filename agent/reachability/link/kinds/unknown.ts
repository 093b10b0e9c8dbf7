import { lose } from '../../trial.ts'
import { deviceText } from '../text.ts'
import type { SendByKind } from './kind.ts'

/** A device that leads to a program, or to a remote end that the snapshot does not tell, or of a kind that nobody here knows. */
export const unknown: SendByKind = (trial, packet, device) =>
  lose(trial, {
    reason: 'tunnel-unknown',
    space: device.space,
    packet,
    device,
    fact: () => `where ${deviceText(device)} (${device.kind}) leads to is not known`,
  })
