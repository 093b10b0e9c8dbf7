import type { UsageRead } from '../collectors/usage-record.ts'
import { usualLabels } from '../exporters/prometheus/container-labels.ts'
import { type GroupName, groupNames, groups } from '../exporters/prometheus/groups/index.ts'
import type { Option, Values } from './command-line.ts'
import type { MetricsSettings } from './live/metrics-settings.ts'
import { UsageError } from './usage-error.ts'

/** `--collector.NAME` and `--no-collector.NAME` for every group of metrics, as node_exporter has them. */
const switches: { readonly [name: string]: Option } = Object.fromEntries(
  groupNames.flatMap((name) => {
    const { about, on } = groups[name]
    return [
      [`collector.${name}`, { type: 'boolean', help: about, hidden: on }],
      [`no-collector.${name}`, { type: 'boolean', help: `leave out: ${about}`, hidden: !on }],
    ] as const
  }),
)

/** The options of the agent that say which metrics it serves, and how. */
export const metricsOptions = {
  'collector.disable-defaults': { type: 'boolean', help: 'only the collectors that are named' },
  'container-label': {
    type: 'string',
    multiple: true,
    value: 'LABEL',
    help: "one more Docker label for containers' metrics (all: every label)",
  },
  'last-seen-retention': {
    type: 'string',
    value: 'SECONDS',
    help: 'how long container_last_seen of a stopped container stays; default 300',
  },
  'web.max-requests': { type: 'string', value: 'N', help: 'scrapes answered at a time; default 40, 0: any number' },
  'web.created-timestamps': { type: 'boolean', help: '_created lines in OpenMetrics' },
} as const

/** All of them, with the switches, which have no names of their own in the program. */
export const metricsTable = { ...metricsOptions, ...switches }

/** @throws UsageError */
export const metricsSettings = (values: Values<typeof metricsOptions>): MetricsSettings & { groups: GroupName[] } => ({
  groups: chosenGroups(values),
  containerLabels: chosenLabels(values['container-label'] ?? []),
  maxRequests: wholeNumber('--web.max-requests', values['web.max-requests'] ?? '40') || Number.POSITIVE_INFINITY,
  created: values['web.created-timestamps'] === true,
  lastSeenSeconds: wholeNumber('--last-seen-retention', values['last-seen-retention'] ?? '300'),
})

/** What has to be read for these groups. */
export const readsOf = (names: readonly GroupName[]): ReadonlySet<UsageRead> =>
  new Set(names.flatMap((name) => groups[name].reads))

const chosenGroups = (values: { readonly [name: string]: unknown }): GroupName[] => {
  const isOn = (name: GroupName): boolean => groups[name].on && values['collector.disable-defaults'] !== true
  for (const name of groupNames)
    if (values[`collector.${name}`] === true && values[`no-collector.${name}`] === true)
      throw new UsageError(`--collector.${name} and --no-collector.${name} cannot both be given.`)
  return groupNames.filter(
    (name) => values[`no-collector.${name}`] !== true && (isOn(name) || values[`collector.${name}`] === true),
  )
}

const chosenLabels = (more: readonly string[]): readonly string[] | 'all' =>
  more.includes('all') ? 'all' : [...new Set([...usualLabels, ...more])]

const wholeNumber = (option: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${option} needs a whole number, not '${text}'.`)
  return Number(text)
}
