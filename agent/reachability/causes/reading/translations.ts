import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Space } from '../../scene/space.ts'
import type { Step } from '../../trial.ts'
import type { Finding } from '../cause.ts'

/** One change that NAT made to a packet. */
export interface Translation {
  readonly space: Space
  /** Absent: the connection was mapped before. */
  readonly rule: RuleReference | undefined
  readonly kind: 'source' | 'destination'
  readonly from: End
  readonly to: End
}

interface End {
  readonly address: string
  /** Null where the protocol has none. */
  readonly port: number | null
}

/** What NAT made of the request on its way. */
export const translationsOf = ({ exchange }: Finding): readonly Translation[] =>
  exchange === null ? [] : exchange.request.flatMap(changesOf)

/** The last change of where the request goes to. */
export const lastDestination = (finding: Finding): Translation | undefined =>
  translationsOf(finding).findLast(({ kind }) => kind === 'destination')

const changesOf = ({ kind, space, rule, before, after }: Step): readonly Translation[] => {
  if (kind !== 'nat' || before === undefined || after === undefined) return []
  const [old, changed] = [endsOf(before), endsOf(after)]
  if (old === null || changed === null) return []
  return (['source', 'destination'] as const).flatMap((way) =>
    isSame(old[way], changed[way]) ? [] : [{ space, rule, kind: way, from: old[way], to: changed[way] }],
  )
}

const isSame = (one: End, other: End): boolean => one.address === other.address && one.port === other.port

/** `tcp 172.18.0.2:40000 > 172.18.0.3:5432 SYN` */
const endsOf = (text: string): { readonly source: End; readonly destination: End } | null => {
  const [, source, destination] = /(\S+) > (\S+)/.exec(text) ?? []
  return source === undefined || destination === undefined
    ? null
    : { source: endOf(source), destination: endOf(destination) }
}

const endOf = (text: string): End => {
  const [, bracketed, address = bracketed ?? text, port] = /^(?:\[(.*)\]|([^:]+)):(\d+)$/.exec(text) ?? []
  return { address, port: port === undefined ? null : Number(port) }
}
