import { quantile } from './quantile.ts'
import { longestGapMs, type Scraped } from './scraping.ts'
import type { Soaked } from './soak.ts'

/** By how much resident memory may differ at the end: V8 and the C library give back what they do not need now and then. */
const mostMb = 40

/** The promises that were not kept, a line each. */
export const brokenPromises = (soaked: Soaked): readonly string[] => {
  const { comparisons, openFiles, threads, faults, notices, hasFailed, said } = soaked
  const [filesBefore, filesAfter] = openFiles.map((files) => files.join('\n'))
  const [begin, end] = residentMb(soaked)
  const kills = faults.filter(({ name }) => name.endsWith('is killed')).length
  const [resets = 0, overruns = 0] = ['reset', 'overrun'].map((word) => notices.filter((one) => one === word).length)
  const internal = said.match(/^.*internal error.*$/gm) ?? []
  return [
    ...comparisons.flatMap(({ differences }) => differences),
    ...failedScrapes(soaked).map(
      ({ failure }) => `a scrape failed while nothing kept it from being answered: ${failure}`,
    ),
    ...(filesBefore === filesAfter ? [] : [`open files: first\n${filesBefore}\nand at the end\n${filesAfter}`]),
    ...(threads[0] === threads[1] ? [] : [`threads: first ${threads[0]}, at the end ${threads[1]}`]),
    ...(end < begin + mostMb ? [] : [`resident memory went from ${begin.toFixed(0)} to ${end.toFixed(0)} MB`]),
    ...(resets <= kills + overruns
      ? []
      : [`the reader of events had to begin anew ${resets} times, after ${kills} kills: ${notices.join(', ')}`]),
    ...(hasFailed ? [`the agent ended: ${said.slice(-1_000)}`] : []),
    ...internal,
  ]
}

/** Those that failed without being under way during a fault of the agent. */
const failedScrapes = ({ scrapes, faults }: Soaked): readonly Scraped[] =>
  scrapes.filter(
    (scrape) =>
      scrape.own === null && !faults.some(({ isAgents, from, to }) => isAgents && scrape.from < to && scrape.to > from),
  )

/** Of both processes: while it had just begun to be measured, and at last. */
const residentMb = ({ meter: { collector, server } }: Soaked): readonly [begin: number, end: number] => {
  const both = collector.residentMb.map((mb, at) => mb + (server.residentMb[at] ?? 0))
  const fifth = Math.max(1, Math.floor(both.length / 5))
  return [quantile(both.slice(fifth, 2 * fifth), 0.5), quantile(both.slice(-fifth), 0.5)]
}

/** A counter at the end, of the agent's last life. */
const counted = ({ scrapes }: Soaked, name: string): string =>
  scrapes.findLast(({ own }) => own !== null)?.own?.get(name) ?? '-'

/** The figures, one a line. */
export const table = (soaked: Soaked): string => {
  const { scrapes, faults, deeds, latencies, changes, notices, meter, comparisons, openFiles, threads } = soaked
  const answered = scrapes.filter(({ own }) => own !== null)
  const calm = answered
    .filter(({ from, to }) => !faults.some((fault) => fault.isAgents && from < fault.to && to > fault.from))
    .map(({ from, to }) => to - from)
  const [begin, end] = residentMb(soaked)
  const ms = (value: number): string => `${value.toFixed(0)} ms`
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  const rows: readonly (readonly [string, string])[] = [
    ['changes made (refused)', `${deeds.made} (${deeds.refused})`],
    ['faults', `${faults.length}`],
    ['messages of the kernel heard', counted(soaked, 'netloupe_collector_events_total')],
    ['overruns', counted(soaked, 'netloupe_collector_event_overruns_total')],
    ['changes that events missed', counted(soaked, 'netloupe_collector_missed_changes_total')],
    ['changes told to the reader of events', `${changes}`],
    ['what the stream said of itself', notices.join(', ')],
    ['kernel to reader of events, p50 / p99', `${ms(quantile(latencies, 0.5))} / ${ms(quantile(latencies, 0.99))}`],
    ['scrapes (failed during faults)', `${scrapes.length} (${scrapes.length - answered.length})`],
    ['scrape without faults, p50 / p99', `${ms(quantile(calm, 0.5))} / ${ms(quantile(calm, 0.99))}`],
    ['longest time without a scrape', ms(longestGapMs(scrapes))],
    ['CPU of the collector / the server', `${percent(meter.collector.cpuShare)} / ${percent(meter.server.cpuShare)}`],
    ['resident memory, begin / end', `${begin.toFixed(0)} MB / ${end.toFixed(0)} MB`],
    ['open files, begin / end', openFiles.map((files) => files.length).join(' / ')],
    ['threads, begin / end', threads.join(' / ')],
    ['nodes and edges compared', comparisons.map(({ size }) => size).join(', ')],
    ['until the graphs were alike', comparisons.map(({ tookMs }) => ms(tookMs)).join(', ')],
  ]
  return rows.map(([what, value]) => `${what.padEnd(40)}${value}\n`).join('')
}
