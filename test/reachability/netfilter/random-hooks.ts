import type { Random } from '../../kernel/random.ts'

const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const
const priorities = [-400, -300, -150, -150, -100, 0, 0, 10, 50, 100]

/** Rules whose outcome depends on who came before: they look at bits of the mark, and change them. */
const ruleOf = (random: Random, chains: readonly string[]): string => {
  const bit = 1 << random.below(4)
  const test = random.below(3) === 0 ? '' : `meta mark and ${bit} == ${random.of([0, bit])} `
  const jumps = chains.map((chain) => `${random.of(['jump', 'goto'])} ${chain}`)
  const verdict = random.of([
    `meta mark set meta mark xor ${bit}`,
    `meta mark set meta mark xor ${bit}`,
    `meta mark set meta mark or ${bit}`,
    'accept',
    'return',
    random.below(4) === 0 ? 'drop' : 'accept',
    ...jumps,
  ])
  return `${test}counter ${verdict}`
}

const rulesOf = (random: Random, chains: readonly string[]): string =>
  Array.from({ length: 1 + random.below(4) }, () => ruleOf(random, chains)).join('; ')

const policyOf = (random: Random): string => (random.below(10) === 0 ? 'drop' : 'accept')

const baseChain = (random: Random, at: number): string => {
  const hook = random.of(hooks)
  const type = hook === 'output' && random.below(2) === 0 ? 'route' : 'filter'
  return `chain base${at} { type ${type} hook ${hook} priority ${random.of(priorities)}; policy ${policyOf(random)}; ${rulesOf(random, ['own'])}; }`
}

const ingress = (random: Random, at: number): string =>
  `chain in${at} { type filter hook ingress device "${random.of(['wa', 'wb'])}" priority ${random.of([-5, 0, 0, 7])}; policy accept; ${rulesOf(random, ['own'])}; }`

const egress = (random: Random, at: number): string =>
  `chain out${at} { type filter hook egress device "${random.of(['wa', 'wb'])}" priority ${random.of([-5, 0])}; policy accept; ${rulesOf(random, ['own'])}; }`

const own = (random: Random): string => `chain own { ${rulesOf(random, [])}; }`

/** Tables of several families at the same hooks and often the same priorities; now and then one is dormant. What `nft -f` takes. */
export const hooksOf = (random: Random): string =>
  Array.from({ length: 5 }, (_, at) => {
    const family = random.of(['ip', 'inet', 'inet', 'ip6', 'netdev'])
    const flags = random.below(8) === 0 ? 'flags dormant; ' : ''
    const count = 1 + random.below(4)
    const chains = Array.from({ length: count }, (__, i) => {
      if (family === 'netdev') return random.of([ingress, ingress, egress])(random, i)
      return family === 'inet' && random.below(6) === 0 ? ingress(random, i) : baseChain(random, i)
    })
    return `table ${family} t${at} { ${flags}${[own(random), ...chains].join('\n')}\n}`
  }).join('\n')

const built = { mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING'], filter: ['INPUT', 'FORWARD'] } as const

/** The same in legacy tables. */
export const legacyOf = (random: Random): string =>
  Object.entries(built)
    .flatMap(([table, chains]) => [
      `*${table}`,
      ...chains.flatMap((chain) =>
        Array.from({ length: random.below(3) }, () => {
          const bit = 1 << random.below(4)
          const test = random.below(2) === 0 ? '' : `-m mark --mark ${random.of([0, bit])}/${bit} `
          return `-A ${chain} ${test}${random.of([`-j MARK --xor-mark ${bit}`, '-j ACCEPT', '', random.below(3) === 0 ? '-j DROP' : ''])}`
        }),
      ),
      'COMMIT',
    ])
    .join('\n')
    .concat('\n')
