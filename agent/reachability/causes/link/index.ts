import type { Cause } from '../cause.ts'
import { bridgeBcastFloodOff } from './bridge-bcast-flood-off.ts'
import { bridgeDown } from './bridge-down.ts'
import { bridgeIpMissing } from './bridge-ip-missing.ts'
import { bridgePortIsolated } from './bridge-port-isolated.ts'
import { containerInterfaceDown } from './container-interface-down.ts'
import { duplicateIp } from './duplicate-ip.ts'
import { duplicateMac } from './duplicate-mac.ts'
import { ipvlanL3NoReturnRoute } from './ipvlan-l3-no-return-route.ts'
import { l2Filter } from './l2-filter.ts'
import { macvlanHostIsolation } from './macvlan-host-isolation.ts'
import { macvlanModePrivate } from './macvlan-mode-private.ts'
import { macvlanParentFiltered } from './macvlan-parent-filtered.ts'
import { neighTableOverflow } from './neigh-table-overflow.ts'
import { noarpOrArpIgnore } from './noarp-or-arp-ignore.ts'
import { staleArp } from './stale-arp.ts'
import { staleFdb } from './stale-fdb.ts'
import { stpPortNotForwarding } from './stp-port-not-forwarding.ts'
import { vethHostSideDown } from './veth-host-side-down.ts'
import { vethNotInBridge } from './veth-not-in-bridge.ts'
import { vlanFilterMismatch } from './vlan-filter-mismatch.ts'
import { vlanTagMismatch } from './vlan-tag-mismatch.ts'

/** What goes wrong between an interface and its neighbours: links first, then who has which address, then what keeps them apart. */
export const linkCauses = {
  bridgeDown,
  containerInterfaceDown,
  macvlanParentFiltered,
  vethHostSideDown,
  vethNotInBridge,
  stpPortNotForwarding,
  l2Filter,
  bridgePortIsolated,
  bridgeBcastFloodOff,
  vlanFilterMismatch,
  macvlanHostIsolation,
  macvlanModePrivate,
  vlanTagMismatch,
  noarpOrArpIgnore,
  duplicateMac,
  duplicateIp,
  staleFdb,
  staleArp,
  bridgeIpMissing,
  ipvlanL3NoReturnRoute,
  neighTableOverflow,
} as const satisfies { readonly [key: string]: Cause }
