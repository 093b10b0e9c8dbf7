/** A rule that iptables-restore loads, for the tests that print it back. */
export interface RuleLine {
  readonly family: 'ipv4' | 'ipv6'
  readonly table: 'filter' | 'nat' | 'mangle' | 'raw' | 'security'
  /** Default: FORWARD, or where the table has none, PREROUTING. */
  readonly chain?: string
  /** What follows `-A CHAIN`. Sets that it names are those of `preparations`. */
  readonly rule: string
}

export const chainOf = ({ chain, table }: RuleLine): string =>
  chain ?? (table === 'nat' || table === 'raw' ? 'PREROUTING' : 'FORWARD')

/** Rules of one table and chain. */
export const rulesOf = (
  family: RuleLine['family'],
  place: Pick<RuleLine, 'table' | 'chain'>,
  rules: readonly string[],
): readonly RuleLine[] => rules.map((rule) => ({ family, ...place, rule }))

/** What `iptables-restore` reads to make all these rules, which are of one family. */
export const restoreInput = (lines: readonly RuleLine[]): string =>
  [...Map.groupBy(lines, ({ table }) => table)]
    .map(([table, rules]) =>
      [`*${table}`, ...rules.map((line) => `-A ${chainOf(line)} ${line.rule}`), 'COMMIT', ''].join('\n'),
    )
    .join('')

/** Programs that run inside a new namespace before any rule is loaded: the sets, in the order of their indexes. */
export const preparations: readonly (readonly string[])[] = [
  ['ipset', 'create', 'set0', 'hash:ip', 'counters'],
  ['ipset', 'create', 'set1', 'hash:ip,port', 'timeout', '600', 'skbinfo'],
  ['ipset', 'create', 'set2', 'hash:ip,port', 'family', 'inet6', 'counters'],
]
