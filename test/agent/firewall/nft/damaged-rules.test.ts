import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rulesetJson } from '../../../../agent/firewall/nft/ruleset-json.ts'
import { rulesetText } from '../../../../agent/firewall/nft/ruleset-text.ts'
import { type Expression, expression } from '../../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftTable } from '../../../../collectors/netfilter/nftables/record.ts'
import { madeChain, madeRule, madeSet, madeTable, surroundings } from './made-rule.ts'

/** Kinds and words of expressions, out of the description of their shape. */
interface Alternative {
  readonly properties: { readonly [name: string]: { readonly const?: string; readonly type?: string } }
  readonly required: readonly string[]
}
const alternatives = (expression.json['oneOf'] as readonly Alternative[]).filter(
  ({ properties }) => !['match', 'target', 'inner', 'dynset'].includes(properties['kind']?.const ?? ''),
)

const words = fc.constantFrom(
  ...[
    'eq',
    'neq',
    'lt',
    'gte',
    'link',
    'network',
    'transport',
    'inner',
    'mark',
    'iifname',
    'state',
    'saddr',
    'time',
    'hour',
  ],
  ...[
    'l4proto',
    'nfproto',
    'protocol',
    'proto-dst',
    'ip',
    'ip6',
    'dnat',
    'snat',
    'icmp',
    'icmpx',
    'tcp-reset',
    'ntoh',
    'lshift',
  ],
  ...[
    'mask-xor',
    'or',
    'ipv6',
    'tcpopt',
    'oif',
    'type',
    'jhash',
    'symhash',
    'inc',
    's',
    'm',
    'update',
    'bytes',
    'original',
    '',
  ],
)
const bytes = fc
  .integer({ min: 0, max: 20 })
  .chain((length) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array).toString('hex')),
  )
const numbers = fc.oneof(fc.integer({ min: 0, max: 25 }), fc.constantFrom(32, 43, 44, 128, 255, 65535, 0xffffffff))
const verdict = fc.record({ verdict: fc.constantFrom('accept', 'jump', '77'), chain: fc.constantFrom('c', 'b', '\n') })

const valueFor = (name: string, type: string | undefined): fc.Arbitrary<unknown> => {
  // Only a register can hold a verdict: the description then has alternatives.
  if (name === 'data' && type === undefined) return fc.oneof(bytes, verdict)
  if (['data', 'mask', 'xor', 'from', 'to'].includes(name)) return bytes
  if (type === 'array') return fc.array(words, { maxLength: 3 })
  if (name.toLowerCase().includes('reg')) return fc.constantFrom(0, 1, 1, 1, 2, 8, 9, 12, 40)
  return type === 'string' ? words : numbers
}

const anyExpression: fc.Arbitrary<Expression> = fc.constantFrom(...alternatives).chain(({ properties, required }) => {
  const fields = Object.entries(properties).filter(([name]) => name !== 'kind' && name !== 'unknown')
  const model = Object.fromEntries(fields.map(([name, { type }]) => [name, valueFor(name, type)]))
  return fc
    .record(model, { requiredKeys: required.filter((name) => name !== 'kind') })
    .map((record) => ({ kind: properties['kind']?.const ?? '', ...record }) as unknown as Expression)
})

const flags = fc.subarray(['anonymous', 'constant', 'interval', 'map', 'timeout', 'eval', 'object', 'concat'])
const anySet = (name: string) =>
  fc
    .record({
      flags,
      keyType: fc.constantFrom(0, 7, 8, 13, 15, 19, 41, 461, 99, 0xffffffff),
      keyLength: fc.constantFrom(0, 1, 2, 4, 8, 16, 24),
      dataType: fc.constantFrom(7, 19, 461, 0xffffff00),
      dataLength: fc.constantFrom(0, 4, 8),
      keyTypeof: bytes,
      elements: fc.array(
        fc.record(
          { key: bytes, keyEnd: bytes, data: fc.oneof(bytes, verdict), intervalEnd: fc.boolean(), timeoutMs: numbers },
          { requiredKeys: [] },
        ),
        { maxLength: 4 },
      ),
    })
    .map((parts) => madeSet({ ...parts, name }))

const anyTable: fc.Arbitrary<NftTable> = fc
  .record({
    family: fc.constantFrom('ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'),
    sets: fc.tuple(anySet('s'), anySet('m')),
    rules: fc.array(fc.array(anyExpression, { maxLength: 8 }), { maxLength: 4 }),
  })
  .map(({ family, sets, rules }) =>
    madeTable({
      family,
      sets,
      chains: [
        madeChain(rules.map((rule) => madeRule(...rule))),
        madeChain([madeRule()], { name: 'b', flags: ['binding'] }),
      ],
    }),
  )

test('whatever is in a record, both forms are made, and every rule is a line', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const objects = rulesetJson([table], surroundings)
      expect(() =>
        JSON.stringify(objects, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      ).not.toThrow()
      const text = rulesetText([table], surroundings)
      expect(text.split('\n').filter((line) => line.endsWith('# handle 3'))).toHaveLength(
        table.chains[0]?.rules.length ?? 0,
      )
    }),
    { numRuns: 1500, seed: 7 },
  )
})
