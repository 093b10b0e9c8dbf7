import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { execute } from '../lab/execute.ts'
import type { Run } from '../lab/run.ts'
import { createNamespaces, pathOf } from '../lab/space.ts'
import type { Plan, SpacePlan, TablePlan } from './plan.ts'

/** A plan that stands. */
export interface Built {
  readonly plan: Plan
  /** Its name under `/run/netns`. */
  readonly nameOf: (space: string) => string
  /** What the tools did not accept, a line each: those parts of the plan are not there. */
  readonly slips: readonly string[]
  readonly remove: () => Promise<void>
}

/** What has to be so in every namespace that the oracle asks in: errors are never held back, nobody redirects. Devices copy `default`. */
const calm: readonly string[] = [
  ...['ipv4', 'ipv6'].flatMap((family) => [
    `net/${family}/conf/all/accept_redirects=0`,
    `net/${family}/conf/default/accept_redirects=0`,
  ]),
  'net/ipv4/conf/all/send_redirects=0',
  'net/ipv4/conf/default/send_redirects=0',
  'net/ipv4/icmp_ratelimit=0',
  'net/ipv4/icmp_ratemask=0',
  'net/ipv6/icmp/ratelimit=0',
  'net/ipv6/icmp/ratemask=',
  'net/ipv4/tcp_synack_retries=0',
  'net/ipv6/conf/all/accept_dad=0',
  'net/ipv6/conf/default/accept_dad=0',
  'net/ipv6/conf/default/router_solicitations=0',
  'net/ipv6/conf/default/accept_ra=0',
]

/** Neighbours that do not answer fail after 140 ms instead of 3 s. Only the first namespace has a `default` of these. */
const hasty = Object.entries({
  retrans_time_ms: 70,
  mcast_solicit: 2,
  ucast_solicit: 1,
  app_solicit: 0,
  proxy_delay: 0,
})
  .map(([name, value]) => `echo ${value} >$device/${name}`)
  .join('; ')
const hurry = `for device in /proc/sys/net/ipv[46]/neigh/*; do ${hasty}; done`

/** Builds a plan with four shells, whatever its size. What a tool refuses is left out. */
export const build = async (run: Run, name: string, plan: Plan): Promise<Built> => {
  const nameOf = (space: string): string => `${run.id}-${name}-${space}`
  const folder = `${run.directory}/${name}`
  mkdirSync(folder, { recursive: true })
  const resolve = (line: string): string => line.replaceAll(/<([a-z][a-z0-9]*)>/g, (_, space: string) => nameOf(space))
  await createNamespaces(
    run,
    plan.spaces.map((space) => nameOf(space.name)),
  )
  const slips: string[] = []
  for (const pass of [defaultsOf, devicesOf, configurationOf, faultsOf]) {
    const parts = plan.spaces.flatMap((space) => {
      const commands = pass(space)
      if (commands.length === 0) return []
      const file = `${folder}/${space.name}.sh`
      writeFileSync(file, resolve(commands.join('\n')))
      return [`nsenter --net=${pathOf(nameOf(space.name))} sh ${file} 2>&1 | sed 's/^/${space.name}: /'`]
    })
    if (parts.length === 0) continue
    const { stdout, stderr } = await execute(['sh', '-s'], {
      input: parts.join('\n'),
      environment: run.environment,
      timeoutMs: 60_000,
    })
    slips.push(...`${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !isChatter(line)))
  }
  rmSync(folder, { recursive: true })
  return {
    plan,
    nameOf,
    slips,
    remove: async () => {
      const input = plan.spaces.map((space) => `netns del ${nameOf(space.name)}\n`).join('')
      await execute(['ip', '-force', '-batch', '-'], { input, environment: run.environment })
    },
  }
}

/** The tools tell which line of the batch failed in a line of its own. */
const isChatter = (line: string): boolean => / (Command failed -:\d+|# Warning: )/.test(line)

const here = (tool: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${tool} <<'END'`, ...lines, 'END']

/** Lines of `ip -batch` cannot begin with an option: those for IPv6 go to a second one. */
const batch = (lines: readonly string[]): string[] => [
  ...here(
    'ip -force -batch -',
    lines.filter((line) => !line.startsWith('-6 ')),
  ),
  ...here(
    'ip -6 -force -batch -',
    lines.filter((line) => line.startsWith('-6 ')).map((line) => line.slice(3)),
  ),
]

const writes = (settings: readonly string[]): string[] =>
  settings.map((setting) => {
    const [path = '', value = ''] = setting.split('=')
    return `echo ${value} >/proc/sys/${path}`
  })

const defaultsOf = ({ early }: SpacePlan): string[] => writes([...calm, ...early])

const devicesOf = ({ links }: SpacePlan): string[] => batch(links)

const configurationOf = (space: SpacePlan): string[] => [
  hurry,
  ...batch(space.setup),
  ...writes(space.settings),
  ...here('bridge -force -batch -', space.bridge),
  ...here('ipset restore', space.ipset),
  ...here('nft -f -', space.nft),
  ...space.tables.flatMap(restore),
]

const faultsOf = ({ faults }: SpacePlan): string[] => batch(faults)

const restore = ({ tool, table, chains, rules }: TablePlan): string[] => {
  if (tool.startsWith('arp')) {
    // arptables-nft has no lock and no counters in its save format.
    return here('arptables-nft-restore', [`*${table}`, ...chains.map((chain) => `:${chain}`), ...rules])
  }
  const save = chains.map((chain) => `:${chain}${tool.startsWith('eb') ? '' : ' [0:0]'}`)
  const commit = tool.startsWith('eb') ? [] : ['COMMIT']
  return here(`${tool}-restore`, [`*${table}`, ...save, ...rules, ...commit])
}
