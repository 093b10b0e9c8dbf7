import { afterAll, beforeAll, expect, test } from 'vitest'
import { xtTableFrom } from '../../agent/firewall/iptables/from-nft/xt-table.ts'
import { KernelError } from '../../collectors/linux/errno.ts'
import type { LegacyReading } from '../../collectors/netfilter/xtables/legacy/read.ts'
import type { AnyXtTable } from '../../collectors/netfilter/xtables/record.ts'
import { type Lab, openLab, type Space } from '../lab/lab.ts'
import { type Backend, toolOf } from '../rulesets/corpus.ts'
import { printed, readLegacyAt, readNftAt } from './iptables-compared.ts'

let lab: Lab
let spaces: readonly Space[]

beforeAll(async () => {
  lab = await openLab()
  spaces = (await lab.manyNamespaces(2, 'changing')).containers
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const lengths: { readonly [variant: string]: number } = { one: 200, two: 60, six: 200 }

/** A table every rule of which tells which of the variants it is of. The first and the last are of the same size. */
const variant = (name: string): string => {
  const rules = Array.from({ length: lengths[name] ?? 0 }, () => `-A own -m comment --comment ${name}`)
  return ['*filter', ':INPUT ACCEPT [0:0]', ':own - [0:0]', '-A INPUT -j own', ...rules, 'COMMIT', ''].join('\n')
}

/** Replaces the rules of a namespace with the variants in turn, until its standard input is closed. */
const startWriter = (space: Space, tool: string): ReturnType<Space['start']> => {
  const names = Object.keys(lengths)
  const script = [
    'folder=$(mktemp -d)',
    `trap 'rm -rf "$folder"' EXIT`,
    ...names.map((name) => `cat > "$folder/${name}" <<'END'\n${variant(name)}END`),
    `while read -r -t 0.001 stop || [ $? -gt 128 ]; do for name in ${names.join(' ')}; do ${tool}-restore < "$folder/$name"; done; done`,
  ]
  return space.start(['bash', '-c', script.join('\n')])
}

/** Which variant the rules are of. @throws when they are not all of one, or not all of it */
const variantOf = (tables: readonly AnyXtTable[]): string | null => {
  const rules = printed(tables).filter((line) => line.includes('-A own'))
  const [name, ...others] = new Set(rules.map((line) => /--comment (\w+)/.exec(line)?.[1] ?? '?'))
  if (name === undefined) return null
  expect(others).toEqual([])
  expect(rules.length).toBe(lengths[name])
  return name
}

interface Read {
  readonly tables: readonly AnyXtTable[]
  /** It says itself that it is not of one moment. */
  readonly flagged: boolean
}

const nft = (path: string): (() => Read) => {
  return () => {
    const { tables, interrupted } = readNftAt(path)
    return { tables: tables.flatMap((table) => xtTableFrom(table).table ?? []), flagged: interrupted }
  }
}

/** Each reading goes on from the last, as the agent does. */
const legacy = (path: string): (() => Read) => {
  let last: LegacyReading | undefined
  return () => {
    try {
      last = readLegacyAt(path, last)
      expect(last.malformed).toEqual([])
      return { tables: last.tables, flagged: false }
    } catch (error) {
      if (!(error instanceof KernelError) || error.code !== 'EAGAIN') throw error
      return { tables: [], flagged: true }
    }
  }
}

/** How often the rules have to be seen to be others, and how long that may take. */
const changes = 100
const longestMs = 12_000

const cases: readonly (readonly [Backend, (path: string) => () => Read])[] = [
  ['nft', nft],
  ['legacy', legacy],
]

test.each(cases)(
  'iptables-%s: rules that a program replaces all the time are read as they were at one moment, or flagged',
  async (backend, reader) => {
    const [space] = spaces.slice(backend === 'nft' ? 0 : 1)
    if (space === undefined) throw new Error('the lab made no namespace')
    const read = reader(space.path)
    const writer = startWriter(space, toolOf('ipv4', backend))
    const ended = new Promise((resolve) => writer.on('close', resolve))
    const seen = new Set<string>()
    let [changed, readings, flagged] = [0, 0, 0]
    let last: string | null = null
    const end = performance.now() + longestMs
    try {
      while (changed < changes && performance.now() < end) {
        const found = read()
        readings++
        if (found.flagged) flagged++
        else {
          const name = variantOf(found.tables)
          if (name !== null) seen.add(name)
          if (name !== last) changed++
          last = name
        }
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    } finally {
      writer.stdin?.end()
      await ended
    }
    expect(changed).toBeGreaterThan(changes / 10)
    expect(seen.size).toBe(3)
    expect(flagged).toBeLessThan(readings / 4)
  },
)
