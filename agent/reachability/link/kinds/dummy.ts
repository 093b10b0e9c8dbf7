import { lose } from '../../trial.ts'
import { deviceText } from '../text.ts'
import type { SendByKind } from './kind.ts'

/** It drops all that it is to send (dummy_xmit, drivers/net/dummy.c; ifb_xmit for what was not redirected to it). */
export const dummy: SendByKind = (trial, packet, device) =>
  lose(trial, {
    reason: 'no-carrier',
    space: device.space,
    packet,
    device,
    fact: () => `${deviceText(device)} is of the kind ${device.kind}, which leads nowhere`,
  })
