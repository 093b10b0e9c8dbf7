import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Json } from '../../../../agent/firewall/nft/json.ts'
import { rulesetJson } from '../../../../agent/firewall/nft/ruleset-json.ts'
import { rulesetText } from '../../../../agent/firewall/nft/ruleset-text.ts'
import type { Surroundings } from '../../../../agent/firewall/nft/surroundings.ts'
import { readNftables } from '../../../../collectors/netfilter/nftables/read-nftables.ts'
import type { NftTable } from '../../../../collectors/netfilter/nftables/record.ts'
import { indexes } from '../../../kernel/print.ts'
import type { Space } from '../../../lab/lab.ts'
import { connectionIn } from '../../../netfilter/conntrack/connection-in.ts'

type JsonObject = { readonly [name: string]: unknown }
type Listed = readonly JsonObject[]

const nft = async (space: Space, argv: readonly string[], input?: string): Promise<string> => {
  const { status, stdout, stderr } = await space.exec(['nft', ...argv], { input, timeoutMs: 30_000 })
  if (status !== 0) throw new Error(`nft ${argv.join(' ')}: ${stderr}`)
  return stdout
}

/** Replaces what the namespace has. */
export const load = (space: Space, ruleset: string): Promise<string> =>
  nft(space, ['-f', '-'], `flush ruleset\n${ruleset}`)

/** Adds one after the other, as far as nft takes them. Returns how many those are. */
export const addEach = async (space: Space, commands: readonly string[]): Promise<number> => {
  let added = 0
  for (const command of commands) {
    const { status } = await space.exec(['nft', '-f', '-'], { input: `${command}\n` })
    if (status === 0) added++
  }
  return added
}

export const rulesetFile = (name: string): string => readFileSync(`test/rulesets/nft/${name}.nft`, 'utf8')

/** What the lab's namespace tells of itself. */
export const surroundingsOf = async (space: Space): Promise<Surroundings> => {
  const byName = await indexes(space)
  const byIndex = new Map([...byName].map(([name, index]) => [index, name]))
  return {
    interfaceName: (index) => byIndex.get(index) ?? null,
    cgroupPath: () => null,
    utcOffset: (time) => new Date(time * 1000).getTimezoneOffset() * -60,
  }
}

/** The ruleset as we read it. */
export const tablesOf = (space: Space): readonly NftTable[] => {
  using connection = connectionIn(space)
  const { tables, interrupted, malformed } = readNftables(connection)
  expect({ interrupted, malformed }).toEqual({ interrupted: false, malformed: [] })
  return tables
}

/** A string where nft has no form in JSON and writes its own text; an object, as newer ones have it, where we do. */
const isOnlyText = (statement: unknown): boolean => {
  if (typeof statement === 'string') return true
  const { map, flow } = statement as { readonly map?: JsonObject; readonly flow?: unknown }
  return flow !== undefined || map?.['op'] !== undefined
}

const statementAsOld = (statement: unknown): unknown => {
  if (isOnlyText(statement)) return 'see the text'
  return typeof statement === 'object' && statement !== null && 'xt' in statement ? { xt: null } : statement
}

/** What both must have alike: ours without what only newer versions of nft than 1.0.6 tell, both without time. */
const comparable = (object: JsonObject): unknown => {
  const [[kind = '', value] = []] = Object.entries(object)
  const { comment, dev, flags, expr, elem, ...rest } = value as JsonObject
  const list = (flags: unknown): readonly unknown[] =>
    Array.isArray(flags) ? flags : flags === undefined ? [] : [flags]
  const bare = kind === 'table' || kind === 'chain'
  return {
    kind,
    ...rest,
    ...(bare ? {} : { comment }),
    ...(kind === 'flowtable' ? { dev } : {}),
    // nft 1.0.6 writes a single flag of a table from memory that it has freed.
    flags: kind === 'table' ? list(flags).length : list(flags).filter((flag) => flag !== 'dynamic'),
    expr: (expr as readonly unknown[] | undefined)?.map(statementAsOld),
    elem: elem === undefined ? undefined : JSON.parse(JSON.stringify(elem).replaceAll(/"expires":\d+/g, '"expires":0')),
  }
}

const plain = (objects: readonly Json[]): Listed =>
  JSON.parse(JSON.stringify(objects, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)))

const listedJson = async (space: Space): Promise<Listed> => {
  const printed = await nft(space, ['-j', '-a', 'list', 'ruleset'])
  const { nftables } = JSON.parse(printed.replaceAll(/warning: .*\n/g, '')) as { nftables: Listed }
  return nftables.filter((object) => !('metainfo' in object))
}

const withoutTime = (text: string): string => text.replaceAll(/expires [\ddhms]+/g, 'expires')

/** Everything that nft lists in the namespace equals ours: JSON object by object, text line by line. Returns how many objects there were. */
export const expectAsListed = async (space: Space): Promise<number> => {
  const json = await listedJson(space)
  const text = await nft(space, ['-a', 'list', 'ruleset'])
  const [tables, surroundings] = [tablesOf(space), await surroundingsOf(space)]
  expect(plain(rulesetJson(tables, surroundings)).map(comparable)).toEqual(json.map(comparable))
  expect(withoutTime(rulesetText(tables, surroundings)).split('\n')).toEqual(withoutTime(text).split('\n'))
  return json.length
}
