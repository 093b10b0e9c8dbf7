import type { Cause } from '../cause.ts'
import { addressOwnedByHost } from './address-owned-by-host.ts'
import { gatewayIsContainer } from './gateway-is-container.ts'
import { ipForwardOff } from './ip-forward-off.ts'
import { ipv6Disabled } from './ipv6-disabled.ts'
import { ipv6HostRouteLost } from './ipv6-host-route-lost.ts'
import { ipv6NdBlocked } from './ipv6-nd-blocked.ts'
import { multiNetworkGateway } from './multi-network-gateway.ts'
import { netmaskTooWide } from './netmask-too-wide.ts'
import { noDefaultRoute } from './no-default-route.ts'
import { policyRoutingHijack } from './policy-routing-hijack.ts'
import { returnRouteMissing } from './return-route-missing.ts'
import { rpFilterDrop } from './rp-filter-drop.ts'
import { subnetOverlap } from './subnet-overlap.ts'
import { ttlExpired } from './ttl-expired.ts'
import { unreachableRoute } from './unreachable-route.ts'
import { vpnAllowedIps } from './vpn-allowed-ips.ts'
import { wrongGateway } from './wrong-gateway.ts'
import { xfrmBlocks } from './xfrm-blocks.ts'

/** What goes wrong on the way between networks: rules and routes that refuse first, then those that lead astray. */
export const routingCauses = {
  xfrmBlocks,
  policyRoutingHijack,
  unreachableRoute,
  ipv6Disabled,
  ipv6NdBlocked,
  ipv6HostRouteLost,
  multiNetworkGateway,
  addressOwnedByHost,
  rpFilterDrop,
  gatewayIsContainer,
  ipForwardOff,
  wrongGateway,
  netmaskTooWide,
  subnetOverlap,
  returnRouteMissing,
  noDefaultRoute,
  ttlExpired,
  vpnAllowedIps,
} as const satisfies { readonly [key: string]: Cause }
