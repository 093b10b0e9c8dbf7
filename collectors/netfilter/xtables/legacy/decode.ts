import { littleEndian } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { spanMemo } from '../../span-memo.ts'
import type { OtherUse } from '../extensions.ts'
import type { Match } from '../matches/index.ts'
import type { ArpRule, ArpTable, BridgeTable, ChainOf, policies, XtRule, XtTable, XtTarget } from '../record.ts'
import { arpEntry } from './arp-entry.ts'
import { extensionSize, type ReadExtension, readMatch, readTarget, unreadable } from './extension-reader.ts'
import { ipEntries } from './ip-entry.ts'
import { type LegacyFamily, layouts } from './layout.ts'
import { type Blob, extensionHead, type Outline, type OutlinedChain } from './outline.ts'

/** A standard target's number: -1 - NF_DROP and so on (linux/netfilter.h), XT_RETURN (linux/netfilter/x_tables.h). */
type Policy = (typeof policies)[number]
const verdicts: { readonly [value: number]: Policy } = {
  [-1]: 'drop',
  [-2]: 'accept',
  [-4]: 'queue',
  [-5]: 'return',
}
const targetsOfVerdicts = Object.fromEntries(
  Object.entries(verdicts).map(([value, verdict]): [string, XtTarget] => [value, { kind: 'verdict', verdict }]),
)
const none: XtTarget = { kind: 'none' }

/** A rule of a table that is read by IPT_SO_GET_ENTRIES and its like. */
export type LegacyRule = XtRule | ArpRule
export type EntriesTable = XtTable | ArpTable
/** A legacy table of any family. */
export type LegacyTable = EntriesTable | BridgeTable

/** Where the parts of an entry are. */
interface Entry {
  readonly at: number
  readonly target: number
  readonly next: number
}

interface Source {
  readonly family: LegacyFamily
  readonly blob: Blob
}

type Report = (error: DecodeError) => void

const standardSize = extensionHead + 8

/** The number of a standard target, whose name is empty (XT_STANDARD_TARGET); null for any other. @throws DecodeError */
const verdictAt = (blob: Blob, { target, next }: Entry): number | null => {
  const size = extensionSize(blob.view, target, next)
  if (blob.view.getUint8(target + 2) !== 0) return null
  if (size < standardSize) throw new DecodeError(`a verdict in ${size} bytes`, target)
  return blob.view.getInt32(target + extensionHead, littleEndian)
}

/** What an extension says; one whose struct makes no sense is told, and kept as one that is not known. */
const readOrReport = <U>(read: ReadExtension<U>, { family, blob }: Source, report: Report) => {
  return (at: number, end: number): { readonly use: U | OtherUse; readonly size: number } => {
    const size = extensionSize(blob.view, at, end)
    try {
      return { use: read(blob.view, at, size, family), size }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      report(error)
      return { use: unreadable(blob.view, at, size, family), size }
    }
  }
}

type ReadTargetOf = (entry: Entry, isGoto: boolean) => XtTarget

const targetReader = (source: Source, chainAt: ReadonlyMap<number, string>, report: Report): ReadTargetOf => {
  const { blob } = source
  const extensionAt = readOrReport(readTarget, source, report)
  return (entry, isGoto) => {
    const { target, next } = entry
    const value = verdictAt(blob, entry)
    if (value === null) return { kind: 'extension', extension: extensionAt(target, next).use }
    if (value < 0) {
      const known = targetsOfVerdicts[value]
      if (known === undefined) throw new DecodeError(`a verdict ${value}`, target)
      return known
    }
    // Without a target, iptables writes a jump to the entry that follows anyway.
    if (blob.origin + value === next) return none
    const chain = chainAt.get(blob.origin + value)
    if (chain === undefined) throw new DecodeError(`a jump to byte ${value}, where no chain begins`, target)
    return { kind: isGoto ? 'goto' : 'jump', chain }
  }
}

/** Decodes one entry; its counters are filled in later. */
type DecodeRule = (entry: Entry) => LegacyRule

/** What a rule asks. */
type Head = Pick<XtRule, 'entry' | 'matches'>

const matchesOf = (from: number, to: number, matchAt: (at: number) => { use: Match; size: number }): Match[] => {
  const matches: Match[] = []
  for (let at = from; at < to; ) {
    const { use, size } = matchAt(at)
    matches.push(use)
    at += size
  }
  return matches
}

const headsOf = (family: 'ipv4' | 'ipv6') => {
  const { entry: entryAt } = ipEntries[family]
  const { size } = layouts[family].entry
  return {
    /** Most rules of a changed ruleset were there before. */
    quick: spanMemo<Head>((view, at, length) => {
      const matchAt = (from: number): { use: Match; size: number } => {
        const matchSize = extensionSize(view, from, at + length)
        return { use: readMatch(view, from, matchSize, family), size: matchSize }
      }
      return { entry: entryAt(view, at), matches: matchesOf(at + size, at + length, matchAt) }
    }),
    reported: ({ at, target }: Entry, source: Source, report: Report): Head => {
      const matchAt = readOrReport(readMatch, source, report)
      const matches = matchesOf(at + size, target, (from) => matchAt(from, target))
      return { entry: entryAt(source.blob.view, at), matches }
    },
  }
}
const heads = { ipv4: headsOf('ipv4'), ipv6: headsOf('ipv6') }

const ipRules = (
  { family, blob }: Source & { readonly family: 'ipv4' | 'ipv6' },
  target: ReadTargetOf,
  report: Report,
): DecodeRule => {
  const { view } = blob
  const { quick, reported } = heads[family]
  const { isGoto } = ipEntries[family]
  const headOf = (entry: Entry): Head => {
    try {
      return quick(view, entry.at, entry.target - entry.at, 0)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return reported(entry, { family, blob }, report)
    }
  }
  return (rule) => {
    const { entry, matches } = headOf(rule)
    return { packets: 0, bytes: 0, entry, matches, target: target(rule, isGoto(view, rule.at)) }
  }
}

const arpRules =
  ({ blob }: Source, target: ReadTargetOf): DecodeRule =>
  (entry) => ({
    packets: 0,
    bytes: 0,
    entry: arpEntry.decode(blob.view, entry.at, arpEntry.size),
    target: target(entry, false),
  })

/** What a table is decoded from. */
export interface LegacyBytes extends Source {
  readonly outline: Outline
}

/**
 * Decodes the chains of a table; all counters are 0.
 * @param report told of extensions whose struct makes no sense
 * @throws DecodeError
 */
export const chainsOf = ({ family, blob, outline }: LegacyBytes, report: Report): ChainOf<LegacyRule>[] => {
  const { starts, chains } = outline
  const place = { chain: '', rule: 0 }
  const placed = (error: DecodeError): DecodeError => error.within(`rule ${place.rule}`).within(place.chain)
  const tell = (error: DecodeError): void => report(placed(error))
  const chainAt = new Map(chains.map(({ name, first }) => [starts[first] ?? 0, name]))
  const target = targetReader({ family, blob }, chainAt, tell)
  const decodeRule = family === 'arp' ? arpRules({ family, blob }, target) : ipRules({ family, blob }, target, tell)
  const entryAt = entryReader(blob, family)
  const ruleOf = (chain: OutlinedChain, number: number): LegacyRule => {
    place.chain = chain.name
    place.rule = number - chain.first + 1
    try {
      return decodeRule(entryAt(starts[number] ?? 0))
    } catch (error) {
      throw error instanceof DecodeError ? placed(error) : error
    }
  }
  return chains.map((chain) => {
    const { name, hook, first } = chain
    const length = ruleCount({ family, blob, outline }, chain)
    const rules: LegacyRule[] = []
    for (let i = 0; i < length; i++) rules.push(ruleOf(chain, first + i))
    if (hook === null) return { name, base: null, rules }
    const policy = lastVerdict({ family, blob, outline }, chain)
    if (policy === null) throw new DecodeError('a policy that is no verdict', starts[chain.last] ?? 0).within(name)
    return { name, base: { hook, policy, packets: 0, bytes: 0 }, rules }
  })
}

/** The verdict at the end of a chain; null where no verdict stands there. @throws DecodeError */
const lastVerdict = ({ family, blob, outline }: LegacyBytes, { last }: OutlinedChain): Policy | null => {
  const value = verdictAt(blob, entryReader(blob, family)(outline.starts[last] ?? 0))
  return (value === null ? null : verdicts[value]) ?? null
}

/**
 * How many rules a chain has. What stands at the end is none: the policy, or the RETURN of a chain that a user made; were
 * that missing, the last entry would be a rule like the others.
 */
export const ruleCount = (bytes: LegacyBytes, chain: OutlinedChain): number =>
  chain.last - chain.first + (chain.hook === null && lastVerdict(bytes, chain) !== 'return' ? 1 : 0)

const entryReader = ({ view }: Blob, family: LegacyFamily): ((at: number) => Entry) => {
  const { targetOffsetAt, nextOffsetAt } = layouts[family]
  return (at) => ({
    at,
    target: at + view.getUint16(at + targetOffsetAt, littleEndian),
    next: at + view.getUint16(at + nextOffsetAt, littleEndian),
  })
}
