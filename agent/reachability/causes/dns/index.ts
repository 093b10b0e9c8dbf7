import type { Cause } from '../cause.ts'
import { defaultBridgeNoDns } from './default-bridge-no-dns.ts'
import { dnsLoopbackUpstream } from './dns-loopback-upstream.ts'
import { dnsNatMissing } from './dns-nat-missing.ts'
import { dnsNoServer } from './dns-no-server.ts'
import { dnsNotOnSameNetwork } from './dns-not-on-same-network.ts'
import { dnsPortMismatch } from './dns-port-mismatch.ts'
import { dnsUnknownName } from './dns-unknown-name.ts'
import { dnsUpstreamUnreachable } from './dns-upstream-unreachable.ts'
import { hostsEntryStale } from './hosts-entry-stale.ts'

/** Names. In the order in which they are tried. */
export const dnsCauses = {
  hostsEntryStale,
  defaultBridgeNoDns,
  dnsNotOnSameNetwork,
  dnsNatMissing,
  dnsPortMismatch,
  dnsLoopbackUpstream,
  dnsUpstreamUnreachable,
  dnsNoServer,
  dnsUnknownName,
} as const satisfies { readonly [key: string]: Cause }
