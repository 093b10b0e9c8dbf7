import type { Cause } from '../cause.ts'
import { advertiseAddrWrong } from './advertise-addr-wrong.ts'
import { gossip7946Blocked } from './gossip-7946-blocked.ts'
import { gwbridgeStale } from './gwbridge-stale.ts'
import { ingressDnatMissing } from './ingress-dnat-missing.ts'
import { ingressSandboxMissing } from './ingress-sandbox-missing.ts'
import { ipvsMissing } from './ipvs-missing.ts'
import { ipvsNoDestination } from './ipvs-no-destination.ts'
import { overlayChecksumOffload } from './overlay-checksum-offload.ts'
import { overlayEncryptionBroken } from './overlay-encryption-broken.ts'
import { overlayFdbMissing } from './overlay-fdb-missing.ts'
import { overlayFdbWrongVtep } from './overlay-fdb-wrong-vtep.ts'
import { overlayNeighMissing } from './overlay-neigh-missing.ts'
import { overlayPort4789Blocked } from './overlay-port-4789-blocked.ts'
import { overlayVniMismatch } from './overlay-vni-mismatch.ts'
import { overlayVxlanDown } from './overlay-vxlan-down.ts'
import { vipAnsweredLocally } from './vip-answered-locally.ts'
import { vxlanSourceElsewhere } from './vxlan-source-elsewhere.ts'

/** Overlay networks and what a swarm makes of them: the nodes first, then what they know of each other, then services. */
export const overlayCauses = {
  overlayVxlanDown,
  overlayEncryptionBroken,
  overlayPort4789Blocked,
  advertiseAddrWrong,
  overlayFdbWrongVtep,
  overlayVniMismatch,
  gossip7946Blocked,
  vipAnsweredLocally,
  overlayNeighMissing,
  overlayFdbMissing,
  vxlanSourceElsewhere,
  overlayChecksumOffload,
  ingressSandboxMissing,
  ingressDnatMissing,
  ipvsMissing,
  ipvsNoDestination,
  gwbridgeStale,
} as const satisfies { readonly [key: string]: Cause }
