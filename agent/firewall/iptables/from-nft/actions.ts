import type { TargetUse } from '../../../../collectors/netfilter/xtables/targets/index.ts'
import { hostWord } from './bytes.ts'
import type { Draft } from './draft.ts'
import type { ExpressionOf } from './expression-of.ts'
import { ForeignRule } from './foreign.ts'
import type { Registers } from './registers.ts'

const verdicts = ['accept', 'drop', 'return'] as const

/** A verdict, or a value that something else will use. */
export const actImmediate = (
  { dreg, data }: ExpressionOf<'immediate'>,
  registers: Registers,
  { draft, table }: { readonly draft: Draft<unknown>; readonly table: string },
): void => {
  if (typeof data === 'string') {
    registers.load(dreg, { from: 'value', data })
    return
  }
  const { verdict = '', chain } = data ?? {}
  // ebtables drops from the bridge, so that the packet is routed, by a mark and this.
  if (table === 'broute' && verdict === 'accept' && draft.target.kind !== 'none') return
  const known = verdicts.find((one) => one === verdict)
  if (known !== undefined) draft.decide({ kind: 'verdict', verdict: known })
  else if ((verdict === 'jump' || verdict === 'goto') && chain !== undefined) draft.decide({ kind: verdict, chain })
  else throw new ForeignRule(`its verdict is "${verdict}"`)
}

/** TRACE, and what newer versions write for MARK and for DROP of the table broute. */
export const actMetaSet = (
  { key = '', sreg }: ExpressionOf<'meta'>,
  registers: Registers,
  draft: Draft<unknown>,
): void => {
  const { loaded, mask } = registers.get(sreg)
  if (loaded.from !== 'value' || mask !== null) throw new ForeignRule(`it calculates "meta ${key}"`)
  const { data } = loaded
  const isOn = /^0*10*$/.test(data)
  if (key === 'nftrace' && isOn) decideTarget({ kind: 'trace', revision: 0, info: {} }, draft)
  else if (key === 'broute' && isOn) draft.decide({ kind: 'verdict', verdict: 'drop' })
  else if (key === 'mark')
    decideTarget({ kind: 'mark', revision: 2, info: { mark: hostWord(data), mask: 0xffffffff } }, draft)
  else throw new ForeignRule(`it sets "meta ${key}"`)
}

/** ebtables logs on the way: these decide nothing. */
const watchers: readonly string[] = ['bridgeLog', 'bridgeNflog']

const isWatcher = (use: TargetUse): boolean =>
  watchers.includes(use.kind) || (use.kind === 'other' && (use.name === 'log' || use.name === 'nflog'))

export const decideTarget = (use: TargetUse, draft: Draft<unknown>): void => {
  if (isWatcher(use)) draft.steps.push({ kind: 'watcher', watcher: use })
  else draft.decide({ kind: 'extension', extension: use })
}

/** Only the log of a group is NFLOG; LOG is a target of x_tables. */
export const actLog = (expression: ExpressionOf<'log'>, draft: Draft<unknown>): void => {
  const { group, prefix = '', snaplen, qthreshold = 0, level, flags } = expression
  if (group === undefined || level !== undefined || flags !== undefined) throw new ForeignRule('it logs as nft does')
  const info = {
    length: snaplen ?? 0,
    group,
    threshold: qthreshold,
    flags: { copyLength: snaplen !== undefined },
    prefix,
  }
  decideTarget({ kind: 'nflog', revision: 0, info }, draft)
}

/** XT_LIMIT_SCALE, linux/netfilter/xt_limit.h */
const limitScale = 10_000n

/** `-m limit`, which x_tables keeps as the time between two packets. */
export const actLimit = (
  { rate = 0, unit = 0, burst = 0, type, flags = [] }: ExpressionOf<'limit'>,
  kind: 'limit' | 'bridgeLimit',
  draft: Draft<unknown>,
): void => {
  if (type !== 'packets' || flags.length > 0 || rate === 0) throw new ForeignRule('it limits as nft does')
  const average = Number((limitScale * BigInt(unit)) / BigInt(rate))
  draft.match({ kind, revision: 0, info: { average, burst } })
}
