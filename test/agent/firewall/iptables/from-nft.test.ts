import { describe, expect, test } from 'vitest'
import { xtTableFrom } from '../../../../agent/firewall/iptables/from-nft/xt-table.ts'
import { tableText } from '../../../../agent/firewall/iptables/table-text.ts'
import type { Expression } from '../../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftChain, NftRule, NftTable } from '../../../../collectors/netfilter/nftables/record.ts'

const counter: Expression = { kind: 'counter', packets: 0, bytes: 0 }
const accept: Expression = { kind: 'immediate', dreg: 0, data: { verdict: 'accept' } }
const meta = (key: string, dreg = 1): Expression => ({ kind: 'meta', key, dreg })
const payload = (base: string, offset: number, length: number, dreg = 1): Expression => ({
  kind: 'payload',
  base,
  offset,
  length,
  dreg,
})
const cmp = (data: string, op = 'eq', sreg = 1): Expression => ({ kind: 'cmp', sreg, op, data })
const and = (mask: string): Expression => ({
  kind: 'bitwise',
  sreg: 1,
  dreg: 1,
  length: mask.length / 2,
  mask,
  xor: '0'.repeat(mask.length),
})
const tcp = [meta('l4proto'), cmp('06')]
const hex = (text: string, length = text.length): string => Buffer.from(text.padEnd(length, '\0')).toString('hex')

const ruleOf = (expressions: readonly Expression[], more: Partial<NftRule> = {}): NftRule => ({
  handle: 1,
  expressions,
  ...more,
})

const input: NftChain['base'] = { hook: 'input', priority: 0, type: 'filter', policy: 'accept', devices: [] }
const chainOf = (rules: readonly NftRule[], base: NftChain['base'] = input, name = 'INPUT'): NftChain => ({
  name,
  handle: 1,
  flags: [],
  base,
  rules,
})

const tableOf = (
  chains: readonly NftChain[],
  family: NftTable['family'] = 'ip',
  more: Partial<NftTable> = {},
): NftTable => ({
  family,
  name: 'filter',
  handle: 1,
  flags: [],
  generation: 1,
  chains,
  sets: [],
  objects: [],
  flowtables: [],
  ...more,
})

/** What follows `-A INPUT`, or why there is nothing. */
const textOf = (rule: NftRule, family: NftTable['family'] = 'ip', more: Partial<NftTable> = {}): string => {
  const base = family === 'bridge' ? { ...(input ?? {}), priority: -200 } : input
  const found = xtTableFrom(tableOf([chainOf([rule], base as NftChain['base'])], family, more))
  if (found.table === null) return `# ${found.reason}`
  return (
    tableText(found.table, { counters: false, setName: () => null })
      .find((line) => line.startsWith('-A '))
      ?.slice(9) ?? ''
  )
}

describe('rules of other versions of iptables-nft', () => {
  test.each<[string, readonly Expression[], string]>([
    [
      '1.8.0: all bytes of an address, with a mask',
      [payload('network', 12, 4), and('ffff0000'), cmp('0a010000'), counter, accept],
      '-s 10.1.0.0/16 -j ACCEPT',
    ],
    ['as many bytes as the prefix has', [payload('network', 16, 2), cmp('0a01', 'neq'), counter], '! -d 10.1.0.0/16'],
    ['the protocol from the header', [payload('network', 9, 1), cmp('06', 'neq'), counter], '! -p tcp'],
    [
      'a match tcp of x_tables',
      [
        ...tcp,
        {
          kind: 'match',
          match: {
            kind: 'tcp',
            revision: 0,
            info: {
              sourcePorts: { from: 0, to: 65535 },
              destinationPorts: { from: 80, to: 80 },
              option: 0,
              flagMask: 0,
              flagCompare: 0,
              invert: { sourcePorts: false, destinationPorts: false, flags: false, option: false },
            },
          },
        },
        counter,
      ],
      '-p tcp -m tcp --dport 80',
    ],
    ['a comparison of a port', [...tcp, payload('transport', 2, 2), cmp('0050'), counter], '-p tcp -m tcp --dport 80'],
    [
      'both ports at once',
      [...tcp, payload('transport', 0, 4), cmp('00010050', 'neq'), counter],
      '-p tcp -m tcp ! --sport 1 ! --dport 80',
    ],
    [
      'a range of ports',
      [...tcp, payload('transport', 0, 2), { kind: 'range', sreg: 1, op: 'neq', from: '0001', to: '0009' }, counter],
      '-p tcp -m tcp ! --sport 1:9',
    ],
    [
      'flags of TCP',
      [...tcp, payload('transport', 13, 1), and('12'), cmp('02'), counter],
      '-p tcp -m tcp --tcp-flags SYN,ACK SYN',
    ],
    [
      'names of interfaces',
      [meta('iifname'), cmp(hex('eth0', 16)), meta('oifname'), cmp(hex('veth'), 'neq'), counter],
      '-i eth0 ! -o veth+',
    ],
    ['a name that no interface can have', [meta('iifname'), cmp(hex('INVAL/D', 8)), counter], '! -i +'],
    ['a mark', [meta('mark'), and('ff000000'), cmp('01000000', 'neq'), counter], '-m mark ! --mark 0x1/0xff'],
    ['a packet type', [meta('pkttype'), cmp('01'), counter], '-m pkttype --pkt-type broadcast'],
    ['a TTL', [payload('network', 8, 1), cmp('40', 'lte'), counter], '-m ttl --ttl-lt 65'],
    [
      'an ICMP type',
      [meta('l4proto'), cmp('01'), payload('transport', 0, 2), cmp('0301'), counter],
      '-p icmp -m icmp --icmp-type 3/1',
    ],
    [
      'a limit',
      [{ kind: 'limit', rate: 3, unit: 3600, burst: 7, type: 'packets', flags: [] }, counter],
      '-m limit --limit 3/hour --limit-burst 7',
    ],
    [
      'a log of a group',
      [counter, { kind: 'log', group: 2, snaplen: 64, prefix: 'p' }],
      '-j NFLOG --nflog-prefix p --nflog-group 2 --nflog-size 64',
    ],
    [
      'a trace',
      [counter, { kind: 'immediate', dreg: 9, data: '01' }, { kind: 'meta', key: 'nftrace', sreg: 9 }],
      '-j TRACE',
    ],
    [
      'a mark that is set',
      [counter, { kind: 'immediate', dreg: 1, data: '10000000' }, { kind: 'meta', key: 'mark', sreg: 1 }],
      '-j MARK --set-xmark 0x10/0xffffffff',
    ],
    ['a goto', [counter, { kind: 'immediate', dreg: 0, data: { verdict: 'goto', chain: 'x' } }], '-g x'],
    ['nothing at all', [], ''],
  ])('%s', (_, expressions, text) => {
    expect(textOf(ruleOf(expressions))).toBe(text)
  })

  test('a comment beside the rule', () => {
    expect(textOf(ruleOf([counter, accept], { comment: 'two words' }))).toBe(
      '-m comment --comment "two words" -j ACCEPT',
    )
  })

  test('of IPv6', () => {
    const source = [payload('network', 8, 2), cmp('fe80')]
    const hops = [payload('network', 7, 1), cmp('ff')]
    expect(textOf(ruleOf([...source, ...hops, counter]), 'ip6')).toBe('-s fe80::/16 -m hl --hl-eq 255')
  })

  test('of ebtables', () => {
    const link = [meta('ibrname'), cmp(hex('br0', 4)), meta('obrname'), cmp(hex('br'), 'neq')]
    expect(textOf(ruleOf([...link, payload('link', 12, 2), cmp('0600', 'gte'), counter, accept]), 'bridge')).toBe(
      '-p ! Length --logical-in br0 --logical-out ! br+ -j ACCEPT',
    )
    const broute = [
      { kind: 'immediate', dreg: 9, data: '01' },
      { kind: 'meta', key: 'broute', sreg: 9 },
      accept,
    ] as const
    const base = { hook: 'prerouting', priority: -(2 ** 31), type: 'filter', policy: 'accept', devices: [] }
    const found = xtTableFrom(tableOf([chainOf([ruleOf(broute)], base, 'BROUTING')], 'bridge', { name: 'broute' }))
    expect(found.table && tableText(found.table, { counters: false, setName: () => null })).toEqual([
      '*broute',
      ':BROUTING ACCEPT',
      '-A BROUTING -j DROP',
    ])
  })
})

describe('what iptables did not write is refused, and why', () => {
  test.each<[readonly Expression[], string]>([
    [[{ kind: 'ct', key: 'state', dreg: 1 } as Expression], 'it has the expression "ct"'],
    [[{ kind: 'other', name: 'tomorrow', bytes: '' }], 'it has the expression "tomorrow"'],
    [[meta('cpu'), cmp('00000000')], 'it compares "meta cpu"'],
    [[meta('iif'), cmp('02000000')], 'it compares "meta iif"'],
    [[payload('network', 1, 1), cmp('10')], 'it compares 1 bytes of the network header at 1'],
    [[payload('transport', 2, 2), cmp('0050')], 'it compares 2 bytes of the transport header at 2'],
    [
      [payload('network', 12, 4), cmp('0a000001'), payload('network', 12, 4), cmp('0a000002', 'neq')],
      'it compares the source address twice',
    ],
    [[payload('network', 12, 4), cmp('0a000001', 'lt')], 'it compares with "lt"'],
    [[meta('l4proto'), cmp('0006')], 'it compares 2 bytes, not 1'],
    [[cmp('06')], 'it looks at a register that nothing was loaded into'],
    [[{ kind: 'lookup', set: 'blocked', sreg: 1 }], 'it looks into the set blocked'],
    [
      [
        payload('network', 12, 4),
        { kind: 'bitwise', sreg: 1, dreg: 1, length: 4, mask: 'ffffffff', xor: '00000001' },
        cmp('0a000001'),
      ],
      'it calculates with bits',
    ],
    [[accept, accept], 'it does two things'],
    [[{ kind: 'log', group: 1 }, accept], 'it does two things'],
    [[{ kind: 'log', prefix: 'x', level: 'warn' }], 'it logs as nft does'],
    [[{ kind: 'limit', rate: 1, unit: 1, burst: 5, type: 'bytes', flags: [] }], 'it limits as nft does'],
    [[{ kind: 'immediate', dreg: 0, data: { verdict: 'continue' } }], 'its verdict is "continue"'],
    [[{ kind: 'payload', sreg: 1, base: 'network', offset: 8, length: 1 }], 'it changes the packet'],
    [
      [
        { kind: 'immediate', dreg: 1, data: '01' },
        { kind: 'meta', key: 'priority', sreg: 1 },
      ],
      'it sets "meta priority"',
    ],
  ])('%j', (expressions, reason) => {
    expect(textOf(ruleOf(expressions))).toBe(`# rule 1 of INPUT: ${reason}`)
  })

  test('of bridges: a comparison that belongs to a lookup, without it', () => {
    expect(textOf(ruleOf([meta('protocol'), cmp('0800'), accept]), 'bridge')).toBe(
      '# rule 1 of INPUT: it compares "meta protocol"',
    )
  })

  test('tables that are none of iptables', () => {
    expect(xtTableFrom(tableOf([], 'inet'))).toEqual({
      table: null,
      reason: 'iptables has no table filter of the family inet',
    })
    expect(xtTableFrom(tableOf([], 'ip', { name: 'docker' })).table).toBe(null)
    expect(xtTableFrom(tableOf([], 'ip', { name: 'constructor' })).table).toBe(null)
    expect(xtTableFrom(tableOf([], 'arp', { name: 'nat' })).table).toBe(null)
  })

  test.each<[Partial<NonNullable<NftChain['base']>>, string]>([
    [{ priority: 1 }, 'INPUT'],
    [{ type: 'nat' }, 'INPUT'],
    [{ hook: 'forward' }, 'INPUT'],
    [{}, 'input'],
  ])('a chain of a hook with %j, called %s, is left out and named', (change, name) => {
    const base = input && { ...input, ...change }
    expect(xtTableFrom(tableOf([chainOf([], base, name)]))).toMatchObject({ table: { chains: [] }, leftOut: [name] })
  })
})
