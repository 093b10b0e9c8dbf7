import { describe, expect, test } from 'vitest'
import { bridgeRuleText } from '../../../../agent/firewall/iptables/bridge-rule-text.ts'
import { tableText } from '../../../../agent/firewall/iptables/table-text.ts'
import { type BridgeBytes, decodeBridgeTable } from '../../../../collectors/netfilter/xtables/legacy/bridge-decode.ts'
import { bridgeNamesIn } from '../../../../collectors/netfilter/xtables/legacy/bridge-names.ts'
import { DecodeError } from '../../../../collectors/wire/error.ts'

/** struct ebt_entries */
const head = (about: { name: string; policy: number; entries: number; counter: number }): Buffer => {
  const bytes = Buffer.alloc(48)
  bytes.write(about.name, 4)
  bytes.writeUInt32LE(about.counter, 36)
  bytes.writeInt32LE(about.policy, 40)
  bytes.writeUInt32LE(about.entries, 44)
  return bytes
}

/** struct ebt_entry_match, ebt_entry_watcher, ebt_entry_target */
const use = (name: string, data: Uint8Array): Buffer => {
  const bytes = Buffer.alloc(40 + ((data.length + 7) & ~7))
  bytes.write(name)
  bytes.writeUInt32LE(bytes.length - 40, 32)
  bytes.set(data, 40)
  return bytes
}

const standard = (verdict: number): Buffer => {
  const data = Buffer.alloc(8)
  data.writeInt32LE(verdict)
  return use('standard', data)
}

/** struct ebt_entry */
const entry = (
  parts: { matches?: readonly Buffer[]; watchers?: readonly Buffer[]; target: Buffer },
  compare: (bytes: Buffer) => void,
): Buffer => {
  const { matches = [], watchers = [], target } = parts
  const bytes = Buffer.alloc(112)
  compare(bytes)
  bytes.writeUInt32LE(bytes.readUInt32LE(0) | 1, 0)
  const [all, logs] = [Buffer.concat(matches), Buffer.concat(watchers)]
  bytes.writeUInt32LE(112 + all.length, 100)
  bytes.writeUInt32LE(112 + all.length + logs.length, 104)
  bytes.writeUInt32LE(112 + all.length + logs.length + target.length, 108)
  return Buffer.concat([bytes, all, logs, target])
}

const anything = (bytes: Buffer): void => void bytes.writeUInt32LE(2, 0)
const arpFrom = (bytes: Buffer): void => {
  bytes.writeUInt32LE(8, 0)
  bytes.writeUInt32LE(8 | 2, 4)
  bytes.writeUInt16BE(0x0806, 8)
  bytes.write('eth\u0001', 10)
  bytes.write('br0', 58)
  bytes.set([2, 66, 172, 17, 0, 2], 74)
  bytes.fill(255, 80, 86)
}

const pkttype = use('pkttype', Uint8Array.of(2, 1))
const log = use(
  'log',
  Buffer.concat([Uint8Array.of(5), Buffer.from('seen'.padEnd(31, '\0')), Uint8Array.of(1, 0, 0, 0)]),
)

const pieces = (): Buffer[] => {
  const rules = [
    entry({ target: standard(0) }, arpFrom),
    entry({ matches: [pkttype], watchers: [log], target: standard(-3) }, anything),
  ]
  const own = [entry({ target: standard(-2) }, (bytes) => bytes.writeUInt32LE(4, 0))]
  const before = [
    head({ name: 'INPUT', policy: -1, entries: 0, counter: 0 }),
    head({ name: 'FORWARD', policy: -2, entries: rules.length, counter: 0 }),
    ...rules,
    head({ name: 'OUTPUT', policy: -1, entries: 0, counter: 2 }),
  ]
  rules[0]?.writeInt32LE(Buffer.concat(before).length, 112 + 40)
  return [...before, head({ name: 'mine', policy: -2, entries: own.length, counter: 2 }), ...own]
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(Uint8Array.from(bytes).buffer)
const tableOf = (entries: Uint8Array): BridgeBytes => ({
  name: 'filter',
  // NF_BR_LOCAL_IN, FORWARD, LOCAL_OUT
  validHooks: 0b1110,
  entries: viewOf(entries),
  counters: viewOf(Uint8Array.from({ length: 48 }, (_, at) => (at % 8 === 0 ? 1 + at / 8 : 0))),
})

const ignore = (): void => undefined

describe('a legacy table of ebtables', () => {
  test('is written as ebtables-save writes it', () => {
    const table = decodeBridgeTable(tableOf(Buffer.concat(pieces())), (error) => {
      throw error
    })
    expect(tableText(table, { counters: true, setName: () => null })).toEqual([
      '*filter',
      ':INPUT ACCEPT',
      ':FORWARD DROP',
      ':OUTPUT ACCEPT',
      ':mine DROP',
      '[1:2] -A FORWARD -p ARP -s ! 02:42:ac:11:00:02 -i ! eth+ --logical-out br0 -j mine',
      '[3:4] -A FORWARD --pkttype-type ! multicast --log-level notice --log-prefix "seen" --log-ip -j CONTINUE',
      '[5:6] -A mine -p Length -j DROP',
    ])
  })

  test('keeps what it does not know', () => {
    const odd = entry({ matches: [use('tomorrow', Uint8Array.of(1))], target: use('new', Uint8Array.of(2)) }, anything)
    const forward = head({ name: 'FORWARD', policy: -1, entries: 1, counter: 0 })
    const ends = [
      head({ name: 'INPUT', policy: -1, entries: 0, counter: 0 }),
      forward,
      odd,
      head({ name: 'OUTPUT', policy: -1, entries: 0, counter: 0 }),
    ]
    const table = decodeBridgeTable(tableOf(Buffer.concat(ends)), ignore)
    const [rule] = table.chains[1]?.rules ?? []
    expect(rule).toMatchObject({
      steps: [{ kind: 'match', match: { kind: 'other', name: 'tomorrow', bytes: '0100000000000000' } }],
      target: { kind: 'extension', extension: { kind: 'other', name: 'new' } },
    })
    expect(rule && bridgeRuleText(rule, { family: 'bridge', setName: () => null })).toBe(
      '--tomorrow [unsupported revision 0] -j new [unsupported revision 0]',
    )
  })

  test('of damaged bytes gives a DecodeError or another table', () => {
    const whole = Buffer.concat(pieces())
    const survives = (bytes: Uint8Array): void => {
      try {
        decodeBridgeTable(tableOf(bytes), ignore)
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error
      }
    }
    for (let length = 0; length < whole.length; length++) survives(whole.subarray(0, length))
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const bytes = Uint8Array.from(whole)
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      survives(bytes)
    }
    expect(() => decodeBridgeTable(tableOf(whole.subarray(0, whole.length - 8)), ignore)).toThrow(DecodeError)
  })
})

describe('which tables of ebtables there are', () => {
  const modules =
    'ebtable_nat 16384 0 - Live 0x0\nebtable_filter 16384 2 - Live 0x0\nebtables 40960 2 ebtable_nat,ebtable_filter, Live 0x0\n'
  test('modules in use tell, where every namespace has their tables', () => {
    expect(bridgeNamesIn('4.19.0-27-amd64', modules)).toEqual({ names: ['filter'], untold: [] })
    expect(bridgeNamesIn('5.14.21', modules)).toEqual({ names: ['filter'], untold: [] })
  })
  test('where asking would create them, none is asked for', () => {
    expect(bridgeNamesIn('5.15.0-91-generic', modules)).toEqual({ names: [], untold: ['filter'] })
    expect(bridgeNamesIn('6.18.0', modules)).toEqual({ names: [], untold: ['filter'] })
    expect(bridgeNamesIn('6.18.0', '')).toEqual({ names: [], untold: [] })
  })
})
