import { readdirSync, readFileSync } from 'node:fs'
import type { ScratchNamespace } from '../extensions/scratch-namespace.ts'

/** A file of test/rulesets/iptables: a ruleset as iptables-save writes it. */
export interface RulesFile {
  /** As `docker-29`. */
  readonly name: string
  readonly family: 'ipv4' | 'ipv6'
  /** Lines for `ipset restore`. */
  readonly sets: readonly string[]
  /** What iptables-restore reads. */
  readonly text: string
}

const folder = new URL('iptables/', import.meta.url)

const read = (file: string): RulesFile => {
  const [, name = '', family = ''] = /^(.+)\.(ipv[46])\.rules$/.exec(file) ?? []
  const text = readFileSync(new URL(file, folder), 'utf8')
  const sets = [...text.matchAll(/^# set: (.*)$/gm)].map(([, line = '']) => line)
  return { name, family: family === 'ipv6' ? 'ipv6' : 'ipv4', sets, text }
}

export const rulesFiles: readonly RulesFile[] = readdirSync(folder).map(read)

export type Backend = 'nft' | 'legacy'

/** The tool of a family and backend: `ip6tables-nft`, to be followed by `-save` and the like. */
export const toolOf = (family: RulesFile['family'], backend: Backend): string =>
  `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}`

/** Loads the sets of a file and its rules with the real tools. */
export const loadInto = ({ run }: ScratchNamespace, { family, sets, text }: RulesFile, backend: Backend): void => {
  if (sets.length > 0) run(['ipset', 'restore'], `${sets.join('\n')}\n`)
  run([`${toolOf(family, backend)}-restore`], text)
}

/** A line `-A CHAIN …` of iptables-save -c, taken apart. */
export interface SavedRule {
  readonly table: string
  readonly chain: string
  /** From 1. */
  readonly number: number
  readonly packets: number
  readonly bytes: number
  /** What follows the name of the chain. */
  readonly text: string
}

/** A table of iptables-save: the names of its chains (those that a user made have no policy), and its rules. */
export interface SavedTable {
  readonly name: string
  readonly builtIn: readonly string[]
  readonly own: readonly string[]
  readonly rules: readonly SavedRule[]
}

/** @param lines of iptables-save -c, without comments */
export const savedTables = (lines: readonly string[]): readonly SavedTable[] => {
  const starts = lines.flatMap((line, at) => (line.startsWith('*') ? [at] : []))
  return starts.map((start, at) => {
    const name = lines[start]?.slice(1) ?? ''
    const own = lines.slice(start + 1, starts[at + 1])
    const heads = own.flatMap((line) => [...line.matchAll(/^:(\S+) (\S+)/g)])
    const numbers = new Map<string, number>()
    const rules = own.flatMap((line): readonly SavedRule[] => {
      const [, packets, bytes, chain, text] = /^\[(\d+):(\d+)\] -A (\S+) ?(.*)$/.exec(line) ?? []
      if (chain === undefined || text === undefined) return []
      const number = (numbers.get(chain) ?? 0) + 1
      numbers.set(chain, number)
      return [{ table: name, chain, number, packets: Number(packets), bytes: Number(bytes), text }]
    })
    return {
      name,
      builtIn: heads.flatMap(([, chain = '', policy]) => (policy === '-' ? [] : [chain])),
      own: heads.flatMap(([, chain = '', policy]) => (policy === '-' ? [chain] : [])),
      rules,
    }
  })
}
