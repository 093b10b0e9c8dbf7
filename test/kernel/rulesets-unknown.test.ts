import { expect, test } from 'vitest'
import type { FirewallRule } from '../../agent/firewall/ruleset/record.ts'
import { rulesText } from '../../exporters/formats/rules/text.ts'
import { scratchNamespace } from '../extensions/scratch-namespace.ts'
import { toolOf } from '../rulesets/corpus.ts'
import { type HeldRules, heldRules, ourLines, rulesetIn } from '../rulesets/held-rules.ts'

/** What a kernel of tomorrow may tell in the place of what one of today does. */
const tomorrow: { readonly [kind: string]: object } = {
  mark: { kind: 'other', name: 'quiche', revision: 3, bytes: '010203' },
  nflog: { kind: 'other', name: 'CUSTARD', revision: 1, bytes: '0405' },
  ct: { kind: 'other', name: 'crumble', bytes: '00ff10' },
}

/** The same records, with some things of today become things of tomorrow. */
const aged = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(aged) as T
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  const kind = 'kind' in value && typeof value.kind === 'string' ? value.kind : ''
  const other = 'info' in value || kind === 'ct' ? tomorrow[kind] : undefined
  return (other ?? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, aged(inner)]))) as T
}

const rulesIn = (held: HeldRules): readonly Pick<FirewallRule, 'text' | 'effect'>[] =>
  rulesetIn(held).tables.flatMap(({ chains }) =>
    chains.flatMap(({ rules }) => rules.map(({ text, effect }) => ({ text, effect }))),
  )

const xtables = `*filter
-A INPUT -p tcp -m mark --mark 1 -m tcp --dport 22 -j ACCEPT
-A INPUT -s 192.0.2.1 -j NFLOG --nflog-group 5
COMMIT
`

test('a match and a target of x_tables that we do not know are shown by name and revision, beside all that we know', async () => {
  using namespace = scratchNamespace()
  namespace.run([`${toolOf('ipv4', 'legacy')}-restore`], xtables)
  const held = aged(await heldRules(namespace))
  const lines = [
    '-p tcp -m quiche [unsupported revision 3] -m tcp --dport 22 -j ACCEPT',
    '-s 192.0.2.1/32 -j CUSTARD [unsupported revision 1]',
  ]
  expect(ourLines(held).filter((line) => line.includes('-A '))).toEqual(lines.map((line) => `[0:0] -A INPUT ${line}`))
  expect(rulesIn(held)).toEqual([
    { text: lines[0], effect: 'accept' },
    { text: lines[1], effect: 'other' },
  ])
})

test('an expression of nf_tables that we do not know is shown by its name, and what it may have changed is not guessed', async () => {
  using namespace = scratchNamespace()
  const rule = 'iifname "eth0" ct mark 5 tcp dport 22 counter accept'
  namespace.run(['nft', '-f', '-'], `table inet own { chain c { ${rule}; tcp dport 23 drop; }; }`)
  const held = aged(await heldRules(namespace))
  const [first, second] = rulesIn(held)
  expect(first?.text).toMatch(/^iifname "eth0" # unknown expression crumble # unknown expression cmp tcp dport 22 /)
  expect(first?.effect).toBe('other')
  expect(second).toEqual({ text: 'tcp dport 23 drop', effect: 'drop' })
  expect(JSON.stringify(rulesetIn(held))).toContain('{"kind":"other","name":"crumble","bytes":"00ff10"}')
  expect(rulesText([rulesetIn(held)], { color: false })).toContain('crumble')
})
