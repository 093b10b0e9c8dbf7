import { attributes, ignored } from '../../wire/attributes.ts'
import { bool8, named, s32, u8, u16, u32 } from '../../wire/scalars.ts'
import { hardwareAddress } from '../../wire/text.ts'
import type { LinkKind } from './kind.ts'

/** BOND_MODE_*, linux/if_bonding.h, in the words of `ip`. */
const modes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const

/** BOND_XMIT_POLICY_*, linux/if_bonding.h */
const hashPolicies = ['layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac'] as const

const aggregator = attributes(
  { prefix: 'IFLA_BOND_AD_INFO_', header: 'linux/if_link.h' },
  {
    id: [1, u16, 'AGGREGATOR'],
    ports: [2, u16, 'NUM_PORTS'],
    actorKey: [3, u16, 'ACTOR_KEY'],
    partnerKey: [4, u16, 'PARTNER_KEY'],
    partnerAddress: [5, hardwareAddress, 'PARTNER_MAC'],
  },
)

const data = attributes(
  { prefix: 'IFLA_BOND_', header: 'linux/if_link.h' },
  {
    mode: [1, named(u8, modes), 'MODE'],
    /** ifindex of the port that carries the traffic; absent where all do, or none can. */
    activePort: [2, u32, 'ACTIVE_SLAVE'],
    /** Milliseconds; 0 watches no carrier. */
    miiInterval: [3, u32, 'MIIMON'],
    upDelay: [4, ignored, 'UPDELAY'],
    downDelay: [5, ignored, 'DOWNDELAY'],
    useCarrier: [6, bool8, 'USE_CARRIER'],
    /** Milliseconds. */
    arpInterval: [7, u32, 'ARP_INTERVAL'],
    arpTargets: [8, ignored, 'ARP_IP_TARGET'],
    arpValidate: [9, ignored, 'ARP_VALIDATE'],
    arpAllTargets: [10, ignored, 'ARP_ALL_TARGETS'],
    primaryPort: [11, u32, 'PRIMARY'],
    primaryReselect: [12, ignored, 'PRIMARY_RESELECT'],
    failOverMac: [13, ignored, 'FAIL_OVER_MAC'],
    hashPolicy: [14, named(u8, hashPolicies), 'XMIT_HASH_POLICY'],
    resendIgmp: [15, ignored, 'RESEND_IGMP'],
    peerNotifications: [16, ignored, 'NUM_PEER_NOTIF'],
    allPortsActive: [17, bool8, 'ALL_SLAVES_ACTIVE'],
    minimumLinks: [18, u32, 'MIN_LINKS'],
    learningInterval: [19, ignored, 'LP_INTERVAL'],
    packetsPerPort: [20, ignored, 'PACKETS_PER_SLAVE'],
    lacpRate: [21, ignored, 'AD_LACP_RATE'],
    aggregatorSelection: [22, ignored, 'AD_SELECT'],
    aggregator: [23, aggregator, 'AD_INFO'],
    actorSystemPriority: [24, ignored, 'AD_ACTOR_SYS_PRIO'],
    userPortKey: [25, ignored, 'AD_USER_PORT_KEY'],
    actorSystem: [26, ignored, 'AD_ACTOR_SYSTEM'],
    dynamicTransmit: [27, ignored, 'TLB_DYNAMIC_LB'],
    peerNotificationDelay: [28, ignored, 'PEER_NOTIF_DELAY'],
    lacpActive: [29, ignored, 'AD_LACP_ACTIVE'],
    missedMaximum: [30, ignored, 'MISSED_MAX'],
    ndTargets: [31, ignored, 'NS_IP6_TARGET'],
    coupledControl: [32, ignored, 'COUPLED_CONTROL'],
    broadcastNeighbour: [33, ignored, 'BROADCAST_NEIGH'],
  },
)

/** BOND_STATE_* and BOND_LINK_*, linux/if_bonding.h, in the words of `ip`. */
const states = ['ACTIVE', 'BACKUP'] as const
const miiStates = ['UP', 'GOING_DOWN', 'DOWN', 'GOING_BACK'] as const

const port = attributes(
  { prefix: 'IFLA_BOND_SLAVE_', header: 'linux/if_link.h' },
  {
    state: [1, named(u8, states), 'STATE'],
    miiStatus: [2, named(u8, miiStates), 'MII_STATUS'],
    linkFailures: [3, u32, 'LINK_FAILURE_COUNT'],
    permanentAddress: [4, hardwareAddress, 'PERM_HWADDR'],
    queueId: [5, u16, 'QUEUE_ID'],
    aggregatorId: [6, u16, 'AD_AGGREGATOR_ID'],
    actorState: [7, u8, 'AD_ACTOR_OPER_PORT_STATE'],
    partnerState: [8, u16, 'AD_PARTNER_OPER_PORT_STATE'],
    priority: [9, s32, 'PRIO'],
    actorPriority: [10, ignored, 'ACTOR_PORT_PRIO'],
    actorChurn: [11, ignored, 'AD_CHURN_ACTOR_STATE'],
    partnerChurn: [12, ignored, 'AD_CHURN_PARTNER_STATE'],
  },
)

/** Several devices used as one. */
export const bond = { kind: 'bond', joins: 'none', data, port } as const satisfies LinkKind<unknown>
