import { nsCgroupHost } from './ns-cgroup-host.ts'
import { nsIpcHost } from './ns-ipc-host.ts'
import { nsLateJoiner } from './ns-late-joiner.ts'
import { nsMntHost } from './ns-mnt-host.ts'
import { nsNetHost } from './ns-net-host.ts'
import { nsPidHost } from './ns-pid-host.ts'
import { nsSharedBetween } from './ns-shared-between.ts'
import { nsUserHost } from './ns-user-host.ts'
import { nsUtsHost } from './ns-uts-host.ts'
import { usernsOverlap } from './userns-overlap.ts'

/** What containers share with the host and with each other. One file and one word each. */
export const namespaceChecks = {
  nsMntHost,
  nsNetHost,
  nsPidHost,
  nsIpcHost,
  nsUtsHost,
  nsUserHost,
  nsCgroupHost,
  nsSharedBetween,
  nsLateJoiner,
  usernsOverlap,
}
