import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { version } from '../agent/version.ts'

/**
 * The layers, lowest first. An entry is a folder (with all below it) or a file; a file belongs to the longest entry that
 * holds it. A layer may use itself and what is below, but no other folder of its own layer.
 */
const layers: readonly (readonly string[])[] = [
  ['collectors/wire'],
  // Words of all collectors: what a problem is, what a wrong setting is.
  ['collectors/problem.ts', 'collectors/config-error.ts', 'collectors/turns.ts'],
  ['collectors/linux', 'collectors/procfs'],
  [
    'collectors/netlink',
    'collectors/cgroups',
    'collectors/sysctls',
    'collectors/containers',
    'collectors/host',
    'collectors/machine',
    'collectors/processes',
  ],
  // They ask by netlink or hear what it tells, and join what they find with containers.
  ['collectors/netfilter', 'collectors/sockets', 'collectors/programs', 'collectors/events'],
  ['collectors'],
  // The pass over the host's namespaces runs the collectors.
  ['collectors/namespaces', 'collectors/read-namespace.ts', 'collectors/counters', 'collectors/sizes'],
  [
    'collectors/kernel.ts',
    'collectors/usage-record.ts',
    'collectors/own-cost.ts',
    'collectors/own-sockets.ts',
    'collectors/read-flows.ts',
    'collectors/namespace-usage.ts',
    'collectors/usage.ts',
    'collectors/usage-targets.ts',
    'collectors/snapshot.ts',
    'collectors/take-snapshot.ts',
  ],
  ['agent/web-config'],
  // What is found once in lists and records, and kept as long as they are.
  ['agent/indexes'],
  ['agent/topology/identity.ts'],
  ['agent/firewall'],
  ['agent/topology'],
  ['agent/reachability'],
  ['agent/changes'],
  ['agent/isolation'],
  ['agent/live'],
  ['exporters'],
  ['agent', 'agent/commands/command.ts'],
  ['agent/commands'],
  ['agent/main.ts', 'agent/server.ts'],
  ['topology-ui/src/words.ts'],
  ['topology-ui/src/picture'],
  ['topology-ui/src/ask'],
  ['topology-ui/src/find'],
  ['topology-ui/src/layout'],
  ['topology-ui/src/live'],
  ['topology-ui/src/state'],
  ['topology-ui/src/map'],
  ['topology-ui/src/details', 'topology-ui/src/table', 'topology-ui/src/lists', 'topology-ui/src/export'],
  ['topology-ui/src/page'],
  ['topology-ui/src'],
]

/** Whoever is below may know the type of what is collected, and nothing more of it. */
const vocabulary = ['collectors/collector.ts']

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const sources = globSync(['{collectors,agent,exporters}/**/*.ts', 'topology-ui/src/**/*.{ts,tsx}']).sort()
const everything = globSync('{collectors,agent,exporters,scripts,test,topology-ui}/**/*.{ts,tsx}', {
  exclude: (name) => name === 'node_modules',
}).sort()
const contents = new Map(everything.map((file) => [file, readFileSync(file, 'utf8')]))
const contentOf = (file: string): string => contents.get(file) ?? ''

/** Comments, strings and regular expressions out: what is left is code. A template's holes go with it. */
const codeOf = (file: string): string =>
  contentOf(file).replaceAll(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(=,:&|!?]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*/g,
    "''",
  )

const statement = /^(?:import|export)\s+(type\s)?\s*([^'"]*?)\s*from\s+'([^']+)'/gm
const sideEffect = /^import\s+'([^']+)'/gm
const dynamic = /\bimport\(\s*'([^']+)'/g

/** Every specifier is marked `type`: nothing is left of the import when it runs. */
const onlyTypes = (clause: string): boolean =>
  clause.startsWith('{') &&
  clause
    .replaceAll(/[{}]/g, '')
    .split(',')
    .every((name) => name.trim() === '' || name.trim().startsWith('type '))

const importsOf = (file: string): { specifier: string; typeOnly: boolean; lazy: boolean }[] => {
  const content = contentOf(file)
  return [
    ...[...content.matchAll(statement)].map(([, type, clause = '', specifier = '']) => ({
      specifier,
      typeOnly: type !== undefined || onlyTypes(clause),
      lazy: false,
    })),
    ...[...content.matchAll(sideEffect)].map(([, specifier = '']) => ({ specifier, typeOnly: false, lazy: false })),
    ...[...content.matchAll(dynamic)].map(([, specifier = '']) => ({ specifier, typeOnly: false, lazy: true })),
  ]
}

const resolved = (from: string, specifier: string): string => normalize(join(dirname(from), specifier))

const imports: readonly Import[] = sources.flatMap((from) =>
  importsOf(from)
    .filter(({ specifier }) => specifier.startsWith('.') && !/\.(css|svg)$/.test(specifier))
    // What follows is for Vite: a worker, its URL.
    .map(({ specifier, typeOnly }) => ({ from, to: resolved(from, specifier.replace(/\?.*$/, '')), typeOnly })),
)

const placeOf = (file: string): { entry: string; level: number } => {
  const places = layers.flatMap((entries, level) => entries.map((entry) => ({ entry, level })))
  const fitting = places.filter(({ entry }) => file === entry || file.startsWith(`${entry}/`))
  return fitting.sort((a, b) => b.entry.length - a.entry.length)[0] ?? { entry: '', level: -1 }
}

const allowed = ({ from, to, typeOnly }: Import): boolean => {
  if (typeOnly && vocabulary.includes(to)) return true
  const [user, used] = [placeOf(from), placeOf(to)]
  if (used.level !== user.level) return used.level < user.level
  return used.entry === user.entry || used.entry.endsWith('.ts') || user.entry.endsWith('.ts')
}

const arrows = (found: readonly Import[]): string[] => found.map(({ from, to }) => `${from} → ${to}`)

describe('imports', () => {
  test('every source file has its layer', () => {
    expect(sources.length).toBeGreaterThan(100)
    expect(sources.filter((file) => placeOf(file).level < 0)).toEqual([])
  })

  test('they lead to files that are there, and out of tests and scripts', () => {
    expect(arrows(imports.filter(({ to }) => !existsSync(to)))).toEqual([])
    expect(arrows(imports.filter(({ to }) => to.startsWith('test') || to.startsWith('scripts')))).toEqual([])
  })

  test('they point downwards', () => {
    expect(arrows(imports.filter((found) => existsSync(found.to) && !allowed(found)))).toEqual([])
  })

  test('those of values make no cycle', () => {
    const values = Map.groupBy(
      imports.filter(({ typeOnly }) => !typeOnly),
      ({ from }) => from,
    )
    const cycles: string[] = []
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file)
      if (at >= 0) cycles.push([...path.slice(at), file].join(' → '))
      if (at >= 0 || done.has(file)) return
      for (const { to } of values.get(file) ?? []) visit(to, [...path, file])
      done.add(file)
    }
    for (const file of sources) visit(file, [])
    expect(cycles).toEqual([])
  })

  test('nobody is left over: every source file is a program or used by another', () => {
    const used = new Set(imports.map(({ to }) => to))
    // A list may be there for the tests alone, which look at every entry.
    const roots = [
      'agent/main.ts',
      'agent/server.ts',
      'topology-ui/src/main.tsx',
      ...listings.map(({ index }) => index),
    ]
    expect(sources.filter((file) => !used.has(file) && !roots.includes(file))).toEqual([])
  })
})

describe('what only one place may do', () => {
  const users = (wanted: RegExp): string[] =>
    sources.filter((file) => importsOf(file).some(({ specifier }) => wanted.test(specifier)))

  test('call the C library', () => {
    expect(users(/^koffi$/)).toEqual(['collectors/linux/libc.ts'])
  })

  test('start a process: the agent forks its own server, and nothing else is ever started', () => {
    expect(users(/^(node:)?(child_process|cluster)$/)).toEqual(['agent/live/server-child.ts'])
    expect(codeOf('agent/live/server-child.ts')).not.toMatch(/\b(spawn|exec|execFile)(Sync)?\(/)
  })

  test('threads would live in whatever namespace the main thread is in: there are none', () => {
    expect(users(/^(node:)?worker_threads$/)).toEqual([])
  })
})

describe('the page', () => {
  /** A file with all that is loaded with it. */
  const closure = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(file)) return seen
    seen.add(file)
    for (const { from, to, typeOnly } of imports) if (from === file && !typeOnly) closure(to, seen)
    return seen
  }
  const loaded = closure('topology-ui/src/main.tsx')
  const packages = [...loaded].flatMap((file) =>
    importsOf(file).flatMap(({ specifier, typeOnly }) => (typeOnly || specifier.startsWith('.') ? [] : [specifier])),
  )

  test('runs in a browser: nothing that it shares with the agent needs Node', () => {
    expect(loaded.size).toBeGreaterThan(50)
    const known = ['d3-selection', 'd3-zoom', 'graphology', 'react', 'react-dom/client']
    expect([...new Set(packages)].sort()).toEqual(known)
  })

  test('takes no HTML from anybody: names are text', () => {
    const writes =
      /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/
    expect([...loaded].filter((file) => writes.test(codeOf(file)))).toEqual([])
  })
})

/** A list, and what in its folder belongs into it: exported constants whose declaration matches. */
interface Listing {
  readonly index: string
  readonly list: string
  readonly entry: RegExp
  /** The list holds functions that load an entry when it is asked for. */
  readonly lazy?: boolean
}

const listings: readonly Listing[] = [
  { index: 'collectors/index.ts', list: 'collectors', entry: /^export const (\w+): Collector</m },
  {
    index: 'collectors/netlink/link-kinds/index.ts',
    list: 'linkKinds',
    entry: /^export const (\w+) =[\s\S]*satisfies LinkKind</m,
  },
  { index: 'collectors/netlink/messages/index.ts', list: 'messages', entry: /^export const (\w+) = message\(/m },
  {
    index: 'collectors/netfilter/nftables/expressions/index.ts',
    list: 'expressions',
    entry: /^export const (\w+) = \{(?:(?!^export const)[\s\S])*?satisfies ExpressionKind</m,
  },
  {
    index: 'collectors/netfilter/nftables/objects/index.ts',
    list: 'objects',
    entry: /^export const (\w+) = \{(?:(?!^export const)[\s\S])*?satisfies ObjectKind</m,
  },
  {
    index: 'collectors/netfilter/xtables/matches/index.ts',
    list: 'matches',
    entry: /^export const (\w+) = extension\(/m,
  },
  {
    index: 'collectors/netfilter/xtables/targets/index.ts',
    list: 'targets',
    entry: /^export const (\w+) = extension\(/m,
  },
  { index: 'agent/firewall/writers/index.ts', list: 'writers', entry: /^export const (\w+): Writer\b.*=/m },
  { index: 'agent/changes/words/index.ts', list: 'words', entry: /^export const (\w+): Words =/m },
  { index: 'agent/topology/relations/index.ts', list: 'relations', entry: /^export const (\w+): Relation =/m },
  {
    index: 'collectors/cgroups/controllers/index.ts',
    list: 'controllers',
    entry: /^export const (\w+): Controller\b.*=/m,
  },
  { index: 'exporters/prometheus/groups/index.ts', list: 'groups', entry: /^export const (\w+): Group\b.*=/m },
  { index: 'agent/commands/index.ts', list: 'commands', entry: /^export const (\w+): Command</m, lazy: true },
  { index: 'agent/isolation/namespaces/index.ts', list: 'namespaceChecks', entry: /^export const (\w+): Check =/m },
  { index: 'agent/isolation/processes/index.ts', list: 'processChecks', entry: /^export const (\w+): Check =/m },
  { index: 'agent/isolation/mounts/index.ts', list: 'mountChecks', entry: /^export const (\w+): Check =/m },
  { index: 'agent/isolation/network/index.ts', list: 'networkChecks', entry: /^export const (\w+): Check =/m },
  { index: 'agent/isolation/limits/index.ts', list: 'limitChecks', entry: /^export const (\w+): Check =/m },
  { index: 'agent/reachability/causes/state/index.ts', list: 'stateCauses', entry: /^export const (\w+): Cause\b.*=/m },
  { index: 'agent/reachability/causes/dns/index.ts', list: 'dnsCauses', entry: /^export const (\w+): Cause\b.*=/m },
  {
    index: 'agent/reachability/causes/overlay/index.ts',
    list: 'overlayCauses',
    entry: /^export const (\w+): Cause\b.*=/m,
  },
  { index: 'agent/reachability/causes/nat/index.ts', list: 'natCauses', entry: /^export const (\w+): Cause\b.*=/m },
  {
    index: 'agent/reachability/causes/netfilter/index.ts',
    list: 'netfilterCauses',
    entry: /^export const (\w+): Cause\b.*=/m,
  },
  {
    index: 'agent/reachability/causes/socket/index.ts',
    list: 'socketCauses',
    entry: /^export const (\w+): Cause\b.*=/m,
  },
  { index: 'agent/reachability/causes/link/index.ts', list: 'linkCauses', entry: /^export const (\w+): Cause\b.*=/m },
  {
    index: 'agent/reachability/causes/routing/index.ts',
    list: 'routingCauses',
    entry: /^export const (\w+): Cause\b.*=/m,
  },
  { index: 'agent/reachability/causes/mtu/index.ts', list: 'mtuCauses', entry: /^export const (\w+): Cause\b.*=/m },
  {
    index: 'agent/reachability/causes/general/index.ts',
    list: 'generalCauses',
    entry: /^export const (\w+): Cause\b.*=/m,
  },
  { index: 'exporters/formats/index.ts', list: 'formats', entry: /^export const (\w+): Format\b.*=/m },
  { index: 'exporters/api/routes/index.ts', list: 'routes', entry: /^export const (\w+): (\w*Route)\b.*=/m },
]

const load = async (file: string): Promise<{ readonly [name: string]: unknown }> => import(pathToFileURL(file).href)

describe('a list and its folder agree, both ways', () => {
  test.each(listings.filter(({ index }) => existsSync(index)))('$index', async ({ index, list, entry, lazy }) => {
    const listed: unknown = (await load(index))[list]
    if (typeof listed !== 'object' || listed === null) throw new Error(`${index} exports no ${list}`)
    const values = await Promise.all(
      Object.values(listed).map((value: unknown) => (lazy && typeof value === 'function' ? value() : value)),
    )
    const files = sources.filter((file) => dirname(file) === dirname(index) && file !== index)
    const found = await Promise.all(
      files.flatMap((file) => {
        const name = entry.exec(contentOf(file))?.[1]
        return name === undefined ? [] : [load(file).then((module) => ({ file, value: module[name] }))]
      }),
    )
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter(({ value }) => !values.includes(value)).map(({ file }) => file)).toEqual([])
    const known = found.map(({ value }) => value)
    const keys = Object.keys(listed)
    expect(keys.filter((_, at) => !known.includes(values[at]))).toEqual([])
    expect(new Set(values).size).toBe(values.length)
  })
})

describe('style', () => {
  test('no file is above 400 lines', () => {
    const long = everything.map((file) => ({ file, lines: contentOf(file).split('\n').length - 1 }))
    expect(long.filter(({ lines }) => lines > 400)).toEqual([])
  })

  test('nothing is switched off', () => {
    const off = /@ts-(ignore|expect-error|nocheck)|biome-ignore|eslint-disable|\b(test|it|describe)\.(skip|todo|only)\b/
    const files = everything.filter((file) => file !== 'test/architecture.test.ts')
    expect(files.filter((file) => off.test(contentOf(file)))).toEqual([])
  })

  test('no `any`, and nothing is asserted not to be null', () => {
    const any = /[:<|&,(]\s*any\b(?!\s*[:(])|\bas any\b|\bany\[\]/
    const bang = /[\w)\]]!(?=[.,;:)\]}[(]|\s*\n|\s+(?:as|satisfies|in|of)\b)/
    const found = everything.flatMap((file) =>
      codeOf(file)
        .split('\n')
        .filter((line) => any.test(line) || bang.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
    expect(found).toEqual([])
  })

  test('no file is named for nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|types|manager|base|misc)(\.tsx?|\/)/
    expect(everything.filter((file) => vague.test(file))).toEqual([])
  })
})

test('the version is that of package.json', () => {
  const { version: published } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(version).toBe(published)
})
