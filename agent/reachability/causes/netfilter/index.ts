import type { Cause } from '../cause.ts'
import { backendSwitchLeftover } from './backend-switch-leftover.ts'
import { banListHit } from './ban-list-hit.ts'
import { brNetfilterMissing } from './br-netfilter-missing.ts'
import { brNetfilterSurprise } from './br-netfilter-surprise.ts'
import { containerOwnFirewall } from './container-own-firewall.ts'
import { ctInvalidDrop } from './ct-invalid-drop.ts'
import { ctTableFull } from './ct-table-full.ts'
import { differentNetworks } from './different-networks.ts'
import { directAccessRawDrop } from './direct-access-raw-drop.ts'
import { dockerIptablesDisabled } from './docker-iptables-disabled.ts'
import { dockerUserDrop } from './docker-user-drop.ts'
import { firewalldReject } from './firewalld-reject.ts'
import { forwardPolicyDrop } from './forward-policy-drop.ts'
import { hostInputDrop } from './host-input-drop.ts'
import { iccDisabled } from './icc-disabled.ts'
import { internalNetwork } from './internal-network.ts'
import { internalToPublishedPort } from './internal-to-published-port.ts'
import { legacyAndNftMixed } from './legacy-and-nft-mixed.ts'
import { netdevOrTcDrop } from './netdev-or-tc-drop.ts'
import { rawTableMissing } from './raw-table-missing.ts'
import { rulesFlushed } from './rules-flushed.ts'
import { secondBaseChainDrop } from './second-base-chain-drop.ts'
import { tableIncompatible } from './table-incompatible.ts'
import { ufwForwardDrop } from './ufw-forward-drop.ts'
import { unpublishedPortDrop } from './unpublished-port-drop.ts'

/** Rules, policies and connection tracking. Whose rule it is comes before where it stands, and both before what any rule may do. */
export const netfilterCauses = {
  ctTableFull,
  netdevOrTcDrop,
  banListHit,
  dockerUserDrop,
  ctInvalidDrop,
  containerOwnFirewall,
  internalToPublishedPort,
  internalNetwork,
  differentNetworks,
  directAccessRawDrop,
  iccDisabled,
  unpublishedPortDrop,
  firewalldReject,
  ufwForwardDrop,
  backendSwitchLeftover,
  tableIncompatible,
  legacyAndNftMixed,
  rulesFlushed,
  dockerIptablesDisabled,
  hostInputDrop,
  secondBaseChainDrop,
  brNetfilterSurprise,
  forwardPolicyDrop,
  brNetfilterMissing,
  rawTableMissing,
} as const satisfies { readonly [key: string]: Cause }
