import type { Exchange } from '../../agent/reachability/exchange/exchange.ts'
import type { Plan } from './plan.ts'

/** A rule of nf_tables that a traced packet went through. */
export interface Traced {
  /** Name of the namespace under `/run/netns`. */
  readonly space: string
  /** Tells packets of a namespace apart. */
  readonly packet: string
  /** Its source port when it came. */
  readonly port: number
  /** NFPROTO_* of its table. */
  readonly family: number
  readonly table: string
  readonly chain: string
  readonly handle: string
}

const table = 'tracing'

/** Source ports of the prober tell requests of TCP and UDP from all else. */
const requests = 'meta l4proto { tcp, udp } th sport 20000-59999 meta nftrace set 1'

/** What many get is not compared. */
const isForMany = (destination: string): boolean => /^(22[4-9]|23|24|255|ff)|255$/.test(destination)

/** A plan whose namespaces trace requests, before any other rule of IP. */
export const withTraces = (plan: Plan): Plan => ({
  ...plan,
  questions: plan.questions.filter(({ protocol, destination }) => protocol !== 'icmp' && !isForMany(destination)),
  spaces: plan.spaces.map((space) => ({
    ...space,
    nft: [
      ...space.nft,
      `add table inet ${table}`,
      ...(['prerouting', 'output'] as const).flatMap((hook) => [
        `add chain inet ${table} ${hook} { type filter hook ${hook} priority -450; }`,
        `add rule inet ${table} ${hook} ${requests}`,
      ]),
    ],
  })),
})

/** Families whose hooks come after the one of IP that switches tracing on: NFPROTO_INET, NFPROTO_IPV4, NFPROTO_IPV6. */
const families = ['ip', 'ip6', 'inet']
const familyNumbers = [1, 2, 10]

/**
 * Where the rules that the first packet of a request really went through differ from those of the simulated one, which has to
 * have been run with `explain`. A packet that comes to a namespace twice is compared for the first time.
 */
export const traceDifferences = ({ request, probe }: Exchange, traced: readonly Traced[]): string[] => {
  const simulated = Map.groupBy(
    request.flatMap(({ kind, space, rule, looked }) =>
      kind === 'rule' &&
      rule?.kind === 'nft' &&
      rule.rule !== null &&
      looked !== true &&
      families.includes(rule.table.family)
        ? [{ space: space.title, text: `${rule.table.name} ${rule.chain.name} ${rule.rule.handle}` }]
        : [],
    ),
    ({ space }) => space,
  )
  const real = Map.groupBy(
    traced.filter(
      ({ family, port, space }) =>
        // Tunnels and loops have packets, too: where no request was expected, only its own port tells that it was there.
        familyNumbers.includes(family) && (simulated.has(space) || port === probe.sourcePort),
    ),
    ({ space }) => space,
  )
  return [...new Set([...simulated.keys(), ...real.keys()])].flatMap((space) => {
    const events = real.get(space) ?? []
    const first = events.filter(({ packet }) => packet === events[0]?.packet)
    const theirs = first.map(({ table, chain, handle }) => `${table} ${chain} ${handle}`)
    const ours = (simulated.get(space) ?? []).map(({ text }) => text)
    const isSame = theirs.length > 0 && theirs.every((text, at) => text === ours[at])
    return isSame ? [] : [`${space}: really ${theirs.join(', ') || 'none'}; simulated ${ours.join(', ') || 'none'}`]
  })
}
