import type { Match } from '../../../../collectors/netfilter/xtables/matches/index.ts'
import type { BridgeStep, XtTarget } from '../../../../collectors/netfilter/xtables/record.ts'
import { ForeignRule } from './foreign.ts'
import type { Loaded } from './registers.ts'

type Flags<T> = { -readonly [K in keyof T]: T[K] }
/** An entry while its rule is read. */
export type Writable<E extends { readonly invert: object }> = {
  -readonly [K in keyof E]: K extends 'invert' ? Flags<E[K]> : E[K]
}

/** What a match of a kind says. */
export type InfoOf<K extends Match['kind']> = Extract<Match, { readonly kind: K; readonly info: unknown }>['info']

/** A rule while it is read. */
export class Draft<E> {
  readonly entry: E
  readonly steps: BridgeStep[] = []
  target: XtTarget = { kind: 'none' }
  /** A condition that only something which must follow tells. */
  owed: string | null = null
  /** What was compared already. */
  readonly #compared = new Set<string>()
  readonly #gathered = new Map<string, number>()

  constructor(entry: E) {
    this.entry = entry
  }

  /** A rule of iptables asks for each of these once; the second answer would hide the first. */
  once(what: string): void {
    if (this.#compared.has(what)) throw new ForeignRule(`it compares ${what} twice`)
    this.#compared.add(what)
  }

  match(match: Match): void {
    this.steps.push({ kind: 'match', match })
  }

  /** One match gathers all that the rule asks of ports and the like; it stands where the first of them is asked. */
  gather<K extends Match['kind']>(kind: K, add: (old: InfoOf<K> | undefined) => InfoOf<K>): void {
    const place = this.#gathered.get(kind) ?? this.steps.length
    this.#gathered.set(kind, place)
    const step = this.steps[place]
    const old = step?.kind === 'match' && 'info' in step.match ? (step.match.info as InfoOf<K>) : undefined
    this.steps[place] = { kind: 'match', match: { kind, revision: 0, info: add(old) } as Match }
  }

  decide(target: XtTarget): void {
    if (this.target.kind !== 'none') throw new ForeignRule('it does two things')
    this.target = target
  }
}

/** A register is compared with a value. */
export interface Comparison {
  readonly loaded: Exclude<Loaded, { readonly from: 'value' }>
  readonly mask: string | null
  /** `eq`, `neq`, `lt`, `lte`, `gt`, `gte` */
  readonly op: string
  /** In hexadecimal. */
  readonly data: string
}

/** Whether something must not be equal; most of what iptables compares can only be equal or not. */
export const isInverted = (op: string): boolean => {
  if (op !== 'eq' && op !== 'neq') throw new ForeignRule(`it compares with "${op}"`)
  return op === 'neq'
}

/** Where a mask would be another rule than iptables can write. */
export const unmasked = (mask: string | null): void => {
  if (mask !== null) throw new ForeignRule('it compares some bits only')
}

export const unknownComparison = (loaded: Comparison['loaded']): ForeignRule =>
  new ForeignRule(
    loaded.from === 'meta'
      ? `it compares "meta ${loaded.key}"`
      : `it compares ${loaded.length} bytes of the ${loaded.base} header at ${loaded.offset}`,
  )
