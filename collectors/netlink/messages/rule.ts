import { ip } from '../../wire/addresses.ts'
import { ignored } from '../../wire/attributes.ts'
import { bool8, named, s32, u8, u16, u32 } from '../../wire/scalars.ts'
import type { Infer } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { cstring, hex } from '../../wire/text.ts'
import { message } from '../message.ts'

/** FR_ACT_*, linux/fib_rules.h */
const actions = [
  'unspec',
  'to-table',
  'goto',
  'nop',
  undefined,
  undefined,
  'blackhole',
  'unreachable',
  'prohibit',
] as const

const fibRuleHdr = struct(
  { name: 'fib_rule_hdr', header: 'linux/fib_rules.h', size: 12 },
  {
    /** AF_INET 2, AF_INET6 10; 128 and 129 are those of multicast routing (RTNL_FAMILY_IPMR, linux/rtnetlink.h). */
    family: [0, u8, 'family'],
    destinationLength: [1, u8, 'dst_len'],
    sourceLength: [2, u8, 'src_len'],
    tos: [3, u8, 'tos'],
    action: [7, named(u8, actions), 'action'],
    /** FIB_RULE_*: 2 not, 4 goto that leads nowhere, 8 iif detached, 16 oif detached. */
    flags: [8, u32, 'flags'],
  },
)

const uidRange = struct(
  { name: 'fib_rule_uid_range', header: 'linux/fib_rules.h', size: 8 },
  { start: [0, u32, 'start'], end: [4, u32, 'end'] },
)

const portRange = struct(
  { name: 'fib_rule_port_range', header: 'linux/fib_rules.h', size: 4 },
  { start: [0, u16, 'start'], end: [2, u16, 'end'] },
)

/** RTM_NEWRULE: one rule of policy routing. */
export const rule = message(
  { name: 'rule', answer: 32, request: 34, prefix: 'FRA_', header: 'linux/fib_rules.h' },
  fibRuleHdr,
  {
    destination: [1, ip, 'DST'],
    source: [2, ip, 'SRC'],
    inputInterface: [3, cstring, 'IIFNAME'],
    goto: [4, u32, 'GOTO'],
    /** Absent for the rule of priority 0. */
    priority: [6, u32, 'PRIORITY'],
    mark: [10, u32, 'FWMARK'],
    flow: [11, u32, 'FLOW'],
    tunnelId: [12, hex, 'TUN_ID'],
    /** -1 where nothing is suppressed. */
    suppressInterfaceGroup: [13, s32, 'SUPPRESS_IFGROUP'],
    suppressPrefixLength: [14, s32, 'SUPPRESS_PREFIXLEN'],
    table: [15, u32, 'TABLE'],
    markMask: [16, u32, 'FWMASK'],
    outputInterface: [17, cstring, 'OIFNAME'],
    padding: [18, ignored, 'PAD'],
    /** The table of the interface's VRF (`ip rule … l3mdev`). */
    l3mdev: [19, bool8, 'L3MDEV'],
    uidRange: [20, uidRange, 'UID_RANGE'],
    protocol: [21, u8, 'PROTOCOL'],
    ipProtocol: [22, u8, 'IP_PROTO'],
    sourcePorts: [23, portRange, 'SPORT_RANGE'],
    destinationPorts: [24, portRange, 'DPORT_RANGE'],
    dscp: [25, u8, 'DSCP'],
    flowLabel: [26, hex, 'FLOWLABEL'],
    flowLabelMask: [27, hex, 'FLOWLABEL_MASK'],
    sourcePortMask: [28, u16, 'SPORT_MASK'],
    destinationPortMask: [29, u16, 'DPORT_MASK'],
    dscpMask: [30, u8, 'DSCP_MASK'],
  },
)

export type Rule = Infer<typeof rule>
