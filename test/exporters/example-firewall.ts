import type { NftCounters, XtCounters } from '../../collectors/counters/record.ts'
import type { Expression } from '../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftChain, NftRule } from '../../collectors/netfilter/nftables/record.ts'
import type { IpEntry, XtRule } from '../../collectors/netfilter/xtables/record.ts'
import type { NftTableRecord } from '../../collectors/nftables.ts'
import type { XtTableRecord } from '../../collectors/xtables.ts'
import { hostile, netns } from './example-ids.ts'

/** Counters of the last look are 1: whoever shows them missed the newer ones. */
const counter: Expression = { kind: 'counter', packets: 1, bytes: 1 }
const verdict = (word: 'accept' | 'drop' | 'return'): Expression => ({
  kind: 'immediate',
  dreg: 0,
  data: { verdict: word },
})
const meta = (key: string, op: string, data: string): Expression[] => [
  { kind: 'meta', key, dreg: 1 },
  { kind: 'cmp', sreg: 1, op, data },
]
const tcpTo = (port: string): Expression[] => [
  ...meta('l4proto', 'eq', '06'),
  { kind: 'payload', dreg: 1, base: 'transport', offset: 2, length: 2 },
  { kind: 'cmp', sreg: 1, op: 'eq', data: port },
]
const toWeb: Expression = {
  kind: 'target',
  target: {
    kind: 'dnat',
    revision: 2,
    info: {
      random: false,
      fullyRandom: false,
      persistent: false,
      minAddress: '172.18.0.2',
      maxAddress: '172.18.0.2',
      minPort: 80,
      maxPort: 80,
    },
  },
}
/** `br-shop`, as a name of an interface is compared. */
const brShop = '62722d73686f7000'

const rule = (handle: number, ...expressions: readonly Expression[]): NftRule => ({ handle, expressions })
const chain = (values: Partial<NftChain> & Pick<NftChain, 'name'>): NftChain => ({
  handle: 1,
  flags: [],
  base: null,
  rules: [],
  ...values,
})
const base = { hook: 'forward', priority: 0, type: 'filter', policy: 'accept', devices: [] } as const
const table = (
  values: Partial<NftTableRecord> & Pick<NftTableRecord, 'family' | 'name' | 'chains'>,
): NftTableRecord => ({
  netns: netns.host,
  handle: 1,
  flags: [],
  generation: 44,
  sets: [],
  objects: [],
  flowtables: [],
  ...values,
})

/** As iptables-nft keeps Docker's, and a table of nftables beside them; in the web container one that is nobody's business. */
export const nftables: readonly NftTableRecord[] = [
  table({
    family: 'ip',
    name: 'filter',
    chains: [
      chain({ name: 'FORWARD', flags: ['base'], base: { ...base, policy: 'drop', packets: 1, bytes: 1 } }),
      chain({
        name: 'DOCKER',
        rules: [
          rule(11, ...meta('oifname', 'eq', brShop), counter, verdict('drop')),
          rule(12, ...tcpTo('1f90'), counter, verdict('accept')),
          rule(13, ...meta('oifname', 'eq', brShop), counter, verdict('drop')),
        ],
      }),
    ],
  }),
  table({
    family: 'ip',
    name: 'nat',
    chains: [
      chain({
        name: 'PREROUTING',
        flags: ['base'],
        base: { ...base, hook: 'prerouting', priority: -100, type: 'nat' },
      }),
      chain({
        name: 'DOCKER',
        rules: [rule(21, ...meta('iifname', 'neq', brShop), ...tcpTo('1f90'), counter, toWeb)],
      }),
    ],
  }),
  table({
    family: 'inet',
    name: 'guard',
    chains: [
      chain({
        name: 'in"put',
        flags: ['base'],
        base: { ...base, hook: 'input', policy: 'drop' },
        rules: [
          rule(31, ...tcpTo('0017'), counter, { kind: 'reject', type: 'tcp-reset' }),
          rule(32, counter, { kind: 'log', prefix: hostile }, verdict('drop')),
          rule(33, ...tcpTo('0018'), verdict('drop')),
        ],
      }),
    ],
  }),
  table({
    netns: netns.web,
    family: 'ip',
    name: 'own',
    chains: [chain({ name: 'c', rules: [rule(41, counter, verdict('drop'))] })],
  }),
]

const anything: IpEntry = {
  source: '::',
  sourceMask: '::',
  destination: '::',
  destinationMask: '::',
  inInterface: '',
  outInterface: '',
  protocol: 0,
  fragment: false,
  invert: {
    inInterface: false,
    outInterface: false,
    source: false,
    destination: false,
    fragment: false,
    protocol: false,
    trafficClass: false,
  },
}
const dropOn = (inInterface: string): XtRule => ({
  packets: 1,
  bytes: 1,
  entry: { ...anything, inInterface },
  matches: [],
  target: { kind: 'verdict', verdict: 'drop' },
})

export const xtables: readonly XtTableRecord[] = [
  {
    netns: netns.host,
    family: 'ipv6',
    name: 'filter',
    chains: [
      {
        name: 'FORWARD',
        base: { hook: 'forward', policy: 'drop', packets: 1, bytes: 1 },
        rules: [dropOn('eth0'), dropOn('eth1')],
      },
    ],
  },
]

export const nftCounters: readonly NftCounters[] = [
  {
    netns: netns.host,
    family: 'ip',
    table: 'filter',
    handles: [11, 12, 13],
    packets: [101, 102, 2 ** 53 - 1],
    bytes: [10_100, 10_200, 2n ** 60n],
    policies: [{ chain: 'FORWARD', packets: 104, bytes: 10_400 }],
  },
  { netns: netns.host, family: 'ip', table: 'nat', handles: [21], packets: [105], bytes: [10_500], policies: [] },
  {
    netns: netns.host,
    family: 'inet',
    table: 'guard',
    handles: [31, 32],
    packets: [106, 107],
    bytes: [10_600, 10_700],
    policies: [],
  },
]

export const xtCounters: readonly XtCounters[] = [
  {
    netns: netns.host,
    family: 'ipv6',
    table: 'filter',
    chains: [{ name: 'FORWARD', packets: [108, 0], bytes: [10_800, 0] }],
    policies: [{ chain: 'FORWARD', packets: 109, bytes: 10_900 }],
  },
]
