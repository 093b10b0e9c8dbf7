import { factsOfStatements } from '../../../../agent/firewall/facts/of-statements.ts'
import type { AnalysedChain, AnalysedTable } from '../../../../agent/firewall/ruleset/analysis.ts'

type Statements = readonly unknown[]

const match = (left: unknown, right: unknown, op = '=='): unknown => ({ match: { op, left, right } })
const meta = (key: string, right: unknown, op?: string): unknown => match({ meta: { key } }, right, op)
const ip = (field: 'saddr' | 'daddr', right: unknown, op?: string): unknown =>
  match({ payload: { protocol: 'ip', field } }, right, op)
const prefix = (addr: string, len: number): unknown => ({ prefix: { addr, len } })
const port = (protocol: string, right: number): unknown => match({ payload: { protocol, field: 'dport' } }, right)
const local = (flag: 'saddr' | 'daddr'): unknown => match({ fib: { result: 'type', flags: [flag] } }, 'local')
const verdict = (name: string): unknown => ({ [name]: null })
const jump = (target: string): unknown => ({ jump: { target } })
const vmap = (key: string, map: string): unknown => ({ vmap: { key: { meta: { key } }, data: `@${map}` } })
const answers = [match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), verdict('accept')]

const chain = (name: string, rules: readonly Statements[], base: AnalysedChain['base'] = null): AnalysedChain => ({
  name,
  base,
  rules: rules.map((statements, at) => ({
    number: at + 1,
    handle: at + 10,
    text: `${name} ${at + 1}`,
    packets: null,
    bytes: null,
    facts: factsOfStatements(statements),
    statements: () => statements,
  })),
})

const base = (hook: string, type: string, priority: number): AnalysedChain['base'] => ({
  hook,
  type,
  priority,
  policy: 'accept',
  devices: [],
  packets: null,
  bytes: null,
})

const map = (name: string, chains: readonly (readonly [key: string, target: string])[]): unknown => ({
  map: { name, type: 'ifname', map: 'verdict', elem: chains.map(([key, target]) => [key, jump(target)]) },
})

export interface NativeOptions {
  /** With userland proxy, which serves the network itself. */
  readonly proxies: boolean
  /** Rules that are missing: `dnat`, `accept`, `jump`. */
  readonly without?: readonly string[]
}

/** What Docker 29 writes with its nftables backend, of a network `bridge1` with a container that publishes 8080. */
export const dockerBridges = ({ proxies, without = [] }: NativeOptions): AnalysedTable => {
  const unless = (name: string, ...rules: readonly Statements[]): readonly Statements[] =>
    without.includes(name) ? [] : rules
  const own = meta('iifname', 'bridge1', '!=')
  return {
    backend: 'nftables',
    family: 'ip',
    name: 'docker-bridges',
    chains: [
      chain(
        'filter-FORWARD',
        [[vmap('oifname', 'filter-forward-in-jumps')], [vmap('iifname', 'filter-forward-out-jumps')]],
        base('forward', 'filter', 0),
      ),
      chain('filter-forward-in__bridge1', [
        answers,
        [meta('iifname', 'bridge1'), verdict('accept')],
        ...unless('accept', [ip('daddr', '192.0.2.2'), port('tcp', 80), verdict('accept')]),
        [verdict('drop')],
      ]),
      chain('filter-forward-out__bridge1', [answers, [verdict('accept')]]),
      chain('filter-forward-in__bridge2', [answers, [verdict('drop')]]),
      chain(
        'nat-PREROUTING',
        unless('jump', [local('daddr'), jump('nat-prerouting-and-output')]),
        base('prerouting', 'nat', -100),
      ),
      chain(
        'nat-OUTPUT',
        [
          [
            ...(proxies ? [ip('daddr', prefix('127.0.0.0', 8), '!=')] : []),
            local('daddr'),
            jump('nat-prerouting-and-output'),
          ],
        ],
        base('output', 'nat', -100),
      ),
      chain('nat-prerouting-and-output', [
        ...unless('dnat', [...(proxies ? [own] : []), port('tcp', 8080), { dnat: { addr: '192.0.2.2', port: 80 } }]),
      ]),
      chain(
        'nat-POSTROUTING',
        [[vmap('iifname', 'nat-postrouting-out-jumps')], [vmap('oifname', 'nat-postrouting-in-jumps')]],
        base('postrouting', 'nat', 100),
      ),
      chain('nat-postrouting-out__bridge1', [
        [meta('oifname', 'bridge1', '!='), ip('saddr', prefix('192.0.2.0', 24)), verdict('masquerade')],
      ]),
      chain(
        'nat-postrouting-in__bridge1',
        proxies
          ? []
          : [
              [local('saddr'), verdict('masquerade')],
              ...unless('hairpin', [
                ip('saddr', '192.0.2.2'),
                ip('daddr', '192.0.2.2'),
                port('tcp', 80),
                verdict('masquerade'),
              ]),
            ],
      ),
      chain(
        'raw-PREROUTING',
        [[ip('daddr', '192.0.2.2'), meta('iifname', { set: ['bridge1', 'trusted0'] }, '!='), verdict('drop')]],
        base('prerouting', 'filter', -300),
      ),
    ],
    objects: () => [
      map('filter-forward-in-jumps', [
        ['bridge1', 'filter-forward-in__bridge1'],
        ['bridge2', 'filter-forward-in__bridge2'],
      ]),
      map('filter-forward-out-jumps', [['bridge1', 'filter-forward-out__bridge1']]),
      map('nat-postrouting-in-jumps', [['bridge1', 'nat-postrouting-in__bridge1']]),
      map('nat-postrouting-out-jumps', [['bridge1', 'nat-postrouting-out__bridge1']]),
    ],
  }
}

/** As the reader of tables has it: rules also tell the chains to which named maps lead. */
export const withMapTargets = (table: AnalysedTable): AnalysedTable => {
  const targets = new Map(
    (table.objects() as { map: { name: string; elem: [string, { jump: { target: string } }][] } }[]).map(
      ({ map: { name, elem } }) => [`@${name}`, elem.map(([, { jump: to }]) => to.target)],
    ),
  )
  return {
    ...table,
    chains: table.chains.map((own) => ({
      ...own,
      rules: own.rules.map((rule) => {
        const [first] = (rule.statements?.() ?? []) as { vmap?: { data: string } }[]
        const leadsTo = targets.get(first?.vmap?.data ?? '')
        return leadsTo === undefined ? rule : { ...rule, facts: { ...rule.facts, leadsTo } }
      }),
    })),
  }
}
