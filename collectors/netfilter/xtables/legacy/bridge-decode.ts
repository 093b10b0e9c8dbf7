import { littleEndian } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { hex } from '../../../wire/text.ts'
import type { OtherUse, Vocabulary } from '../extensions.ts'
import { matchVocabulary } from '../matches/index.ts'
import {
  type BridgeEntry,
  type BridgeRule,
  type BridgeStep,
  type BridgeTable,
  bridgeHooks,
  type ChainOf,
  type policies,
  type XtHook,
  type XtTarget,
} from '../record.ts'
import { targetVocabulary } from '../targets/index.ts'
import { bridgeChainHead, bridgeCounterSize, bridgeEntryHead, bridgeUse, bridgeUseHead } from './bridge-layout.ts'
import { countersAt } from './counters.ts'

/** A table of ebtables as the kernel gives it: its entries, and the counters beside them. */
export interface BridgeBytes {
  readonly name: string
  readonly validHooks: number
  readonly entries: DataView
  readonly counters: DataView
}

type Policy = (typeof policies)[number]
/** EBT_ACCEPT and so on; EBT_CONTINUE -3 is none. */
const verdicts: { readonly [value: number]: Policy } = { [-1]: 'accept', [-2]: 'drop', [-4]: 'return' }
const EBT_CONTINUE = -3
/** EBT_STANDARD_TARGET */
const standard = 'standard'

interface Head {
  readonly at: number
  readonly name: string
  readonly hook: XtHook | null
  readonly policy: number
  readonly counterOffset: number
  readonly entries: number
}

const headAt = (view: DataView, at: number): Head => ({
  at,
  hook: null,
  ...bridgeChainHead.decode(view, at, view.byteLength - at),
})

const entryAt = (view: DataView, at: number) => {
  const entry = bridgeEntryHead.decode(view, at, view.byteLength - at)
  const { watchersAt, targetAt, nextAt } = entry
  if (
    watchersAt < bridgeEntryHead.size ||
    targetAt < watchersAt ||
    nextAt < targetAt + bridgeUseHead ||
    nextAt > view.byteLength - at
  )
    throw new DecodeError(`an entry of ${nextAt} bytes`, at)
  return entry
}

/** The hooks' chains come first, in the order of the hooks. */
const headsOf = (view: DataView, validHooks: number): Head[] => {
  const hooks = bridgeHooks.filter((_, hook) => validHooks & (1 << hook))
  const heads: Head[] = []
  for (let at = 0; at < view.byteLength; ) {
    const head = headAt(view, at)
    heads.push({ ...head, hook: hooks[heads.length] ?? null })
    at += bridgeChainHead.size
    for (let i = 0; i < head.entries; i++) at += entryAt(view, at).nextAt
  }
  if (heads.length < hooks.length) throw new DecodeError(`${heads.length} chains for ${hooks.length} hooks`, 0)
  return heads
}

type Report = (error: DecodeError) => void

const usesOf = <U>(
  { decode }: Vocabulary<U>,
  view: DataView,
  span: { readonly from: number; readonly to: number },
  report: Report,
): (U | OtherUse)[] => {
  const uses: (U | OtherUse)[] = []
  for (let at = span.from; at < span.to; ) {
    const { name, size } = bridgeUse.decode(view, at, span.to - at)
    const start = at + bridgeUseHead
    if (start + size > span.to) throw new DecodeError(`an extension of ${size} bytes`, at)
    const revision = view.getUint8(at + 31)
    try {
      uses.push(decode({ family: 'bridge', name, revision }, view, start, size))
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      report(error)
      uses.push({ kind: 'other', name, revision, bytes: hex.decode(view, start, size) })
    }
    at = start + size
  }
  return uses
}

const targetOf = (
  view: DataView,
  span: { from: number; to: number },
  heads: readonly Head[],
  report: Report,
): XtTarget => {
  const { name, size } = bridgeUse.decode(view, span.from, span.to - span.from)
  if (name !== standard) {
    const [extension] = usesOf(targetVocabulary, view, span, report)
    if (extension === undefined) throw new DecodeError('an entry without a target', span.from)
    return { kind: 'extension', extension }
  }
  if (size < 4 || span.from + bridgeUseHead + size > span.to)
    throw new DecodeError(`a verdict in ${size} bytes`, span.from)
  const value = view.getInt32(span.from + bridgeUseHead, littleEndian)
  if (value === EBT_CONTINUE) return { kind: 'none' }
  const verdict = verdicts[value]
  if (verdict !== undefined) return { kind: 'verdict', verdict }
  const chain = heads.find(({ at }) => at === value)
  if (chain === undefined) throw new DecodeError(`a jump to byte ${value}, where no chain begins`, span.from)
  return { kind: 'jump', chain: nameOf(chain) }
}

const nameOf = ({ name, hook }: Head): string => (hook === null ? name : hook.toUpperCase())

const comparisonOf = (entry: ReturnType<typeof entryAt>): BridgeEntry => {
  const { flags, invert, inInterface, outInterface, logicalIn, logicalOut } = entry
  return {
    protocol: flags.anyProtocol ? null : flags.length ? 'length' : entry.protocol,
    inInterface,
    outInterface,
    logicalIn,
    logicalOut,
    source: flags.source ? { address: entry.source, mask: entry.sourceMask } : null,
    destination: flags.destination ? { address: entry.destination, mask: entry.destinationMask } : null,
    invert,
  }
}

/**
 * Decodes a table of ebtables.
 * @param report told of extensions whose struct makes no sense; they are kept as unknown ones
 * @throws DecodeError
 */
export const decodeBridgeTable = (
  { name: table, validHooks, entries: view, counters }: BridgeBytes,
  report: Report,
): BridgeTable => {
  const heads = headsOf(view, validHooks)
  const ruleAt = (at: number, number: number, tell: Report): BridgeRule => {
    const entry = entryAt(view, at)
    const [watchers, target, next] = [at + entry.watchersAt, at + entry.targetAt, at + entry.nextAt]
    const matches = usesOf(matchVocabulary, view, { from: at + bridgeEntryHead.size, to: watchers }, tell)
    const logs = usesOf(targetVocabulary, view, { from: watchers, to: target }, tell)
    if ((number + 1) * bridgeCounterSize > counters.byteLength) throw new DecodeError(`no counter ${number}`, at)
    return {
      ...countersAt(counters, number * bridgeCounterSize),
      entry: comparisonOf(entry),
      steps: [
        ...matches.map((match): BridgeStep => ({ kind: 'match', match })),
        ...logs.map((watcher): BridgeStep => ({ kind: 'watcher', watcher })),
      ],
      target: targetOf(view, { from: target, to: next }, heads, tell),
    }
  }
  const chainOf = (head: Head): ChainOf<BridgeRule> => {
    const rules: BridgeRule[] = []
    let at = head.at + bridgeChainHead.size
    for (let i = 0; i < head.entries; i++) {
      const place = (error: DecodeError): DecodeError =>
        error
          .within(`rule ${i + 1}`)
          .within(nameOf(head))
          .within(`bridge ${table}`)
      try {
        rules.push(ruleAt(at, head.counterOffset + i, (error) => report(place(error))))
      } catch (error) {
        throw error instanceof DecodeError ? place(error) : error
      }
      at += entryAt(view, at).nextAt
    }
    const policy = verdicts[head.policy] ?? 'return'
    if (head.hook !== null)
      return { name: nameOf(head), base: { hook: head.hook, policy, packets: 0, bytes: 0 }, rules }
    return { name: head.name, base: null, ...(policy === 'return' ? {} : { userPolicy: policy }), rules }
  }
  return { family: 'bridge', name: table, chains: heads.map(chainOf) }
}
