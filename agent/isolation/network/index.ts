import { apiTcp } from './api-tcp.ts'
import { daemonIptablesOff } from './daemon-iptables-off.ts'
import { netArpSpoof } from './net-arp-spoof.ts'
import { netBypassUfw } from './net-bypass-ufw.ts'
import { netCloudMetadata } from './net-cloud-metadata.ts'
import { netCrossNetwork } from './net-cross-network.ts'
import { netDefaultBridge } from './net-default-bridge.ts'
import { netDirectRouted } from './net-direct-routed.ts'
import { netDualHomed } from './net-dual-homed.ts'
import { netDualHomedForwarding } from './net-dual-homed-forwarding.ts'
import { netDuplicateAddress } from './net-duplicate-address.ts'
import { netHostServices } from './net-host-services.ts'
import { netIcc } from './net-icc.ts'
import { netIsolationMissing } from './net-isolation-missing.ts'
import { netMixedRules } from './net-mixed-rules.ts'
import { netNdRaSpoof } from './net-nd-ra-spoof.ts'
import { netPrivilegedPort } from './net-privileged-port.ts'
import { netPromisc } from './net-promisc.ts'
import { netPublishedAny } from './net-published-any.ts'
import { netRawSockets } from './net-raw-sockets.ts'
import { netSysctlWeak } from './net-sysctl-weak.ts'

/** What is reachable and ought not to be, and what of the network is open to abuse. One file and one word each. */
export const networkChecks = {
  apiTcp,
  netIsolationMissing,
  daemonIptablesOff,
  netBypassUfw,
  netPublishedAny,
  netDirectRouted,
  netCloudMetadata,
  netHostServices,
  netArpSpoof,
  netNdRaSpoof,
  netDuplicateAddress,
  netPromisc,
  netRawSockets,
  netDualHomedForwarding,
  netCrossNetwork,
  netIcc,
  netMixedRules,
  netSysctlWeak,
  netPrivilegedPort,
  netDefaultBridge,
  netDualHomed,
}
