import { matchRulesA } from '../extensions/rules/matches-a.ts'
import { matchRulesB, matchRulesB4, matchRulesB6 } from '../extensions/rules/matches-b.ts'
import { chainOf, type RuleLine } from '../extensions/rules/rule-line.ts'
import { targetRules } from '../extensions/rules/targets.ts'
import type { Random } from '../kernel/random.ts'

type Family = 'ipv4' | 'ipv6'

/** Chains of hooks at which a packet has an interface of entry, or of exit. */
const entering = ['PREROUTING', 'INPUT', 'FORWARD']
const leaving = ['OUTPUT', 'FORWARD', 'POSTROUTING']

/** A piece of a rule: one or more matches with their options, or a target. */
interface Piece {
  /** `-p tcp`; undefined where it fits any. */
  readonly protocol: string | undefined
  /** What follows the protocol. */
  readonly text: string
  /** Of the matches in it. */
  readonly names: readonly string[]
}

/** A table, and a chain of it. */
interface Place {
  readonly table: RuleLine['table']
  readonly chain: string
}

const placeKey = ({ table, chain }: Place): string => `${table} ${chain}`
const placeOf = (line: RuleLine): Place => ({ table: line.table, chain: chainOf(line) })

const pieceOf = ({ rule }: RuleLine): Piece => {
  const [, protocol, rest = rule] = /^-p (\S+) ?(.*)$/.exec(rule) ?? []
  const named = [...rest.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(/-m (\S+)/g)].map(([, name = '']) => name)
  // Options of the protocol's own match stand right behind it (`-p tcp --syn`).
  const names = protocol !== undefined && rest.startsWith('--') ? [protocol, ...named] : named
  return { protocol, text: rest, names }
}

const isTarget = ({ rule }: RuleLine): boolean => /(^| )-j /.test(rule.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'))

/** A rate estimator has to be there before; labels of timers mean one timer each. */
const unfit = /-[mj] (rateest|RATEEST|IDLETIMER)/
const all = [...matchRulesA, ...matchRulesB, ...matchRulesB4, ...matchRulesB6, ...targetRules].filter(
  ({ rule }) => !unfit.test(rule),
)

/** Matches that the kernel takes at some hooks only. */
const hookBound: readonly (readonly [match: RegExp, chains: readonly string[]])[] = [
  [/-m (mac|osf) |--src-group|--limit-iface-in/, entering],
  [/--dst-group/, leaving],
  [/-m realm /, ['INPUT', ...leaving]],
]

const isTakenAt = ({ rule }: RuleLine, { chain }: Place): boolean =>
  hookBound.every(([match, chains]) => !match.test(rule) || chains.includes(chain))

/** Where the kernel takes most matches: what is there fits elsewhere, too. */
const isAnywhere = (line: RuleLine): boolean =>
  chainOf(line) === 'FORWARD' && (line.table === 'filter' || line.table === 'mangle')

interface Pieces {
  readonly places: readonly Place[]
  readonly matchesAt: (place: Place) => readonly Piece[]
  readonly targetsAt: (place: Place) => readonly Piece[]
}

const piecesOf = (family: Family): Pieces => {
  const lines = all.filter((line) => line.family === family)
  const matches = lines.filter((line) => !isTarget(line))
  const targets = lines.filter(isTarget)
  const places = [...new Map(lines.map((line) => [placeKey(placeOf(line)), placeOf(line)])).values()]
  const at = (list: readonly RuleLine[], place: Place): readonly Piece[] =>
    list.filter((line) => placeKey(placeOf(line)) === placeKey(place)).map(pieceOf)
  const anywhere = matches.filter(isAnywhere)
  const matching = new Map(
    places.map((place) => [
      placeKey(place),
      [
        ...anywhere.filter((line) => isTakenAt(line, place)).map(pieceOf),
        ...at(
          matches.filter((line) => !isAnywhere(line)),
          place,
        ),
      ],
    ]),
  )
  return {
    places,
    matchesAt: (place) => matching.get(placeKey(place)) ?? [],
    targetsAt: (place) => at(targets, place),
  }
}

const maybe = (random: Random, percent: number, words: () => string): string =>
  random.below(100) < percent ? words() : ''
const not = (random: Random): string => maybe(random, 30, () => '! ')

const addressOf = (random: Random, family: Family): string =>
  family === 'ipv4'
    ? `${Array.from({ length: 4 }, () => random.below(256)).join('.')}/${1 + random.below(32)}`
    : `${Array.from({ length: 8 }, () => random.below(0x10000).toString(16)).join(':')}/${1 + random.below(128)}`

const interfaceOf = (random: Random): string => random.of(['eth0', 'docker0', 'veth+', 'br-0123456789ab', 'lo'])
const entryOf = (random: Random, family: Family, { chain }: Place): readonly string[] => [
  maybe(random, 30, () => `${not(random)}-s ${addressOf(random, family)}`),
  maybe(random, 30, () => `${not(random)}-d ${addressOf(random, family)}`),
  maybe(random, entering.includes(chain) ? 25 : 0, () => `${not(random)}-i ${interfaceOf(random)}`),
  maybe(random, leaving.includes(chain) ? 25 : 0, () => `${not(random)}-o ${interfaceOf(random)}`),
]

/** The chain of each table that a user made, to which rules lead. */
const userChain = 'USERS'

const plainTargets = ({ table }: Place): readonly string[] => [
  '-j ACCEPT',
  '-j RETURN',
  '',
  `-j ${userChain}`,
  `-g ${userChain}`,
  ...(table === 'nat' ? [] : ['-j DROP']),
]

/** Up to this many matches beside those that the target itself comes with. */
const mostMatches = 4

const ruleAt = (random: Random, family: Family, place: Place, pieces: Pieces): string => {
  const targets = pieces.targetsAt(place)
  const target: Piece =
    targets.length === 0 || random.below(3) === 0
      ? { protocol: undefined, text: random.of(plainTargets(place)), names: [] }
      : random.of(targets)
  let { protocol } = target
  const names = new Set(target.names)
  const chosen: string[] = []
  for (let left = random.below(mostMatches + 1); left > 0; left--) {
    const piece = random.of(pieces.matchesAt(place))
    const fits = piece.protocol === undefined || protocol === undefined || piece.protocol === protocol
    if (!fits || piece.names.some((name) => names.has(name))) continue
    protocol ??= piece.protocol
    for (const name of piece.names) names.add(name)
    // Options without `-m` belong right behind the protocol.
    if (piece.text.startsWith('--')) chosen.unshift(piece.text)
    else chosen.push(piece.text)
  }
  const own = target.text.startsWith('--')
    ? [target.text.replace(/ ?-j .*/, ''), ...chosen, target.text.replace(/^.*?(?=-j )/, '')]
    : [...chosen, target.text]
  const parts = [...entryOf(random, family, place), protocol === undefined ? '' : `-p ${protocol}`, ...own]
  return parts.filter((part) => part !== '').join(' ')
}

/** What iptables-restore reads: this many rules, each of several matches and a target, in all tables. */
export const randomRuleset = (random: Random, family: Family, count: number): string => {
  const pieces = piecesOf(family)
  const rules = Array.from({ length: count }, () => {
    const place = random.of(pieces.places)
    return { place, line: `-A ${place.chain} ${ruleAt(random, family, place, pieces)}`.trimEnd() }
  })
  return [...Map.groupBy(rules, ({ place }) => place.table)]
    .map(([table, own]) =>
      [`*${table}`, `:${userChain} - [0:0]`, ...own.map(({ line }) => line), `-A ${userChain}`, 'COMMIT', ''].join(
        '\n',
      ),
    )
    .join('')
}
