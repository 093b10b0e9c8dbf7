import type { Printed } from '../kernel/print.ts'
import type { DockerHost } from '../lab/lab.ts'
import type { MetricsAgent, Series } from './metrics-agent.ts'
import { cgroupOf, engineStats, engineTruth, kernelTruth, keyOf } from './metrics-truth.ts'

/** What the engine and the kernel say of the series of one container, by who says it and the series. */
type Claims = ReadonlyMap<string, number>

/** Labels that are the container's, and the same in all of its series. */
const isOwn = (label: string): boolean => /^(id|name|image|container_label_.*)$/.test(label)

/** Reads what engine and kernel say of a container now. */
const claimsOf = async (host: DockerHost, id: string): Promise<Claims> => {
  const stats: Printed = await engineStats(host, id)
  const said = [
    ['engine', engineTruth(stats)],
    ['kernel', kernelTruth(cgroupOf(host, id))],
  ] as const
  return new Map(said.flatMap(([who, truth]) => [...truth].map(([key, value]) => [`${who}: ${key}`, value] as const)))
}

/** Our series of a container as the claims are keyed, in their units. */
const oursOf = (scrape: readonly Series[], name: string): Claims =>
  new Map(
    scrape
      .filter(({ labels }) => labels['name'] === name)
      .map(({ metric, labels, value }) => {
        const others = Object.entries(labels).filter(([label]) => !isOwn(label))
        const factor = metric.endsWith('_seconds_total') ? 1e9 : 1
        return [keyOf(metric, Object.fromEntries(others)), Math.round(value * factor)] as const
      }),
  )

const isMonotone = (claim: string): boolean => /_total\b|failcnt|max_usage/.test(claim)

export interface Comparison {
  /** A line for each series that is not between what was said before and after it was read. */
  readonly wrong: readonly string[]
  /** The claims that could be compared. */
  readonly compared: ReadonlySet<string>
  /** The claims that moved meanwhile, up and down: nothing follows for what lies in between. */
  readonly moved: ReadonlySet<string>
}

/**
 * Scrapes between two readings of the engine's statistics and the kernel's files. A counter must lie between both, and
 * what stands still must be equal.
 * @param containers their ids by their names
 */
export const compare = async (
  host: DockerHost,
  agent: MetricsAgent,
  containers: ReadonlyMap<string, string>,
): Promise<Comparison> => {
  const all = async (): Promise<ReadonlyMap<string, Claims>> =>
    new Map(await Promise.all([...containers].map(async ([name, id]) => [name, await claimsOf(host, id)] as const)))
  const before = await all()
  const scrape = await agent.scrape()
  const after = await all()
  const wrong: string[] = []
  const compared = new Set<string>()
  const moved = new Set<string>()
  for (const [name, claims] of before) {
    const ours = oursOf(scrape, name)
    for (const [claim, first] of claims) {
      const about = `${name}, ${claim}`
      const last = after.get(name)?.get(claim)
      const our = ours.get(claim.replace(/^\w+: /, ''))
      const stood = first === last
      if (last === undefined || our === undefined) wrong.push(`${about}: ${first}, ${our}, ${last}`)
      else if (stood || isMonotone(claim)) {
        compared.add(about)
        if (our < first || our > last) wrong.push(`${about}: ${first}, ${our}, ${last}`)
      } else moved.add(about)
    }
  }
  return { wrong, compared, moved }
}
