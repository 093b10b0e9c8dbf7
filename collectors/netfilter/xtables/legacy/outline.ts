import { littleEndian } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { chars } from '../../../wire/text.ts'
import type { XtHook } from '../record.ts'
import type { Layout, TableInfo } from './layout.ts'

/** struct xt_entry_target: size (16 bits), name[29], revision; then the target's own struct. */
export const extensionHead = 32
const errorName = chars(30)
/** `ERRO` of the target `ERROR`, which stands where a chain begins that a user made, and at the end. */
const erro = 0x4f525245
const r = 0x52

/** Where the chains of a table are in its bytes. */
export interface Outline {
  /** Where each entry begins. */
  readonly starts: readonly number[]
  readonly chains: readonly OutlinedChain[]
}

export interface OutlinedChain {
  readonly name: string
  readonly hook: XtHook | null
  /** Numbers of its entries, from the first to before the last: the last is the policy, or the `RETURN` at the end. */
  readonly first: number
  readonly last: number
}

/** Bytes of a table as IPT_SO_GET_ENTRIES gave them; the entries begin at `origin`, and jumps count from there. */
export interface Blob {
  readonly view: DataView
  readonly words: Int32Array
  readonly origin: number
  readonly length: number
}

/** Finds the entries. @throws DecodeError */
const startsOf = ({ view, origin, length }: Blob, { entry, targetOffsetAt, nextOffsetAt }: Layout): number[] => {
  const starts: number[] = []
  const end = origin + length
  for (let at = origin; at < end; ) {
    if (end - at < entry.size + extensionHead) throw new DecodeError(`${end - at} bytes after the last entry`, at)
    const target = view.getUint16(at + targetOffsetAt, littleEndian)
    const next = view.getUint16(at + nextOffsetAt, littleEndian)
    if (target < entry.size || target % 8 !== 0) throw new DecodeError(`a target at byte ${target} of its entry`, at)
    if (next < target + extensionHead || next % 8 !== 0 || at + next > end)
      throw new DecodeError(`an entry of ${next} bytes where ${end - at} are left`, at)
    starts.push(at)
    at += next
  }
  return starts
}

/** The name in a target `ERROR`; null for any other target. */
const errorNameAt = ({ view }: Blob, at: number, { targetOffsetAt, nextOffsetAt }: Layout): string | null => {
  const target = view.getUint16(at + targetOffsetAt, littleEndian)
  if (view.getUint32(at + target + 2, littleEndian) !== erro || view.getUint16(at + target + 6, littleEndian) !== r)
    return null
  const room = view.getUint16(at + nextOffsetAt, littleEndian) - target - extensionHead
  return errorName.decode(view, at + target + extensionHead, Math.min(room, errorName.size))
}

interface Head {
  readonly number: number
  readonly name: string
  readonly hook: XtHook | null
  readonly first: number
  readonly policyAt: number
}

/** Where chains begin: those of the hooks where the kernel says, the others with a target `ERROR` that bears their name. */
const headsOf = (blob: Blob, layout: Layout, info: TableInfo, starts: readonly number[]): Head[] => {
  const hookAt = new Map<number, number>()
  for (let hook = 0; hook < layout.hooks.length; hook++)
    if (info.validHooks & (1 << hook)) hookAt.set(blob.origin + (info.hookEntries[hook] ?? 0), hook)
  const heads: Head[] = []
  for (let number = 0; number < starts.length; number++) {
    const at = starts[number] ?? 0
    const name = errorNameAt(blob, at, layout)
    if (name !== null) heads.push({ number, name, hook: null, first: number + 1, policyAt: -1 })
    const place = name === null ? hookAt.get(at) : undefined
    const hook = place === undefined ? undefined : layout.hooks[place]
    if (place === undefined || hook === undefined) continue
    const policyAt = blob.origin + (info.underflows[place] ?? 0)
    heads.push({ number, name: hook.toUpperCase(), hook, first: number, policyAt })
  }
  return heads
}

/**
 * Tells the chains apart. A target `ERROR` stands behind the last one, too.
 * @throws DecodeError
 */
export const outlineOf = (blob: Blob, layout: Layout, info: TableInfo): Outline => {
  const starts = startsOf(blob, layout)
  const heads = headsOf(blob, layout, info, starts)
  const end = heads.at(-1)
  if (heads[0]?.number !== 0 || end?.hook !== null || end.first !== starts.length)
    throw new DecodeError('entries outside of every chain', blob.origin)
  const chains = heads.slice(0, -1).map(({ name, hook, first, policyAt }, i): OutlinedChain => {
    const last = (heads[i + 1]?.number ?? 0) - 1
    const at = starts[last] ?? 0
    if (last < first || (hook !== null && at !== policyAt))
      throw new DecodeError('a chain without a policy or an end', at).within(name)
    return { name, hook, first, last }
  })
  const found = chains.filter(({ hook }) => hook !== null).length
  if (found !== hookCount(info.validHooks, layout)) throw new DecodeError('hooks that share a chain', blob.origin)
  return { starts, chains }
}

const hookCount = (bits: number, { hooks }: Layout): number => hooks.filter((_, hook) => bits & (1 << hook)).length
