import type { Cause } from '../cause.ts'
import { dnatRuleMissing } from './dnat-rule-missing.ts'
import { dnatStaleTarget } from './dnat-stale-target.ts'
import { dualHostPort } from './dual-host-port.ts'
import { hairpinMasqMissing } from './hairpin-masq-missing.ts'
import { hairpinOff } from './hairpin-off.ts'
import { hostportHijack } from './hostport-hijack.ts'
import { notrack } from './notrack.ts'
import { proxyNeededForV6 } from './proxy-needed-for-v6.ts'
import { publishedOnLoopback } from './published-on-loopback.ts'
import { publishedOnOtherIp } from './published-on-other-ip.ts'
import { rootlessPortDriver } from './rootless-port-driver.ts'
import { routeLocalnetOff } from './route-localnet-off.ts'
import { routedModeNoRoute } from './routed-mode-no-route.ts'
import { snatAddressGone } from './snat-address-gone.ts'
import { snatPortsExhausted } from './snat-ports-exhausted.ts'
import { staleTcpConntrack } from './stale-tcp-conntrack.ts'
import { staleUdpConntrack } from './stale-udp-conntrack.ts'

/** Translation and published ports. What a single connection meets comes before what all do. */
export const natCauses = {
  notrack,
  staleUdpConntrack,
  staleTcpConntrack,
  hostportHijack,
  dualHostPort,
  dnatStaleTarget,
  snatAddressGone,
  snatPortsExhausted,
  publishedOnLoopback,
  publishedOnOtherIp,
  proxyNeededForV6,
  rootlessPortDriver,
  dnatRuleMissing,
  routeLocalnetOff,
  hairpinOff,
  hairpinMasqMissing,
  routedModeNoRoute,
} as const satisfies { readonly [key: string]: Cause }
