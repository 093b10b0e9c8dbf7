import type { Cause } from '../cause.ts'
import { bridgePortMtuMismatch } from './bridge-port-mtu-mismatch.ts'
import { l2MtuAsymmetric } from './l2-mtu-asymmetric.ts'
import { mtuBlackhole } from './mtu-blackhole.ts'
import { overlayUnderlayMtu } from './overlay-underlay-mtu.ts'
import { uplinkMtuSmaller } from './uplink-mtu-smaller.ts'

/** Why large packets do not pass where small ones do. */
export const mtuCauses = {
  overlayUnderlayMtu,
  bridgePortMtuMismatch,
  l2MtuAsymmetric,
  uplinkMtuSmaller,
  mtuBlackhole,
} as const satisfies { readonly [key: string]: Cause }
