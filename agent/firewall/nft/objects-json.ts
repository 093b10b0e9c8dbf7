import type { NftFlowtable, NftObject, NftSet, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Writing } from './data-types.ts'
import type { Json } from './json.ts'
import { l3Name, policyOf, protocolName } from './object-words.ts'
import { some } from './rule-state.ts'
import { declarationOf } from './set-declaration.ts'
import { limitWords, statefulStatement } from './stateful-statements.ts'
import { jsonWriter, statementJson } from './tree-json.ts'

const setFlags = [
  ['constant', 'constant'],
  ['interval', 'interval'],
  ['timeout', 'timeout'],
  ['eval', 'dynamic'],
] as const

const seconds = (milliseconds: NftSet['timeoutMs']): number | undefined =>
  milliseconds === undefined || milliseconds === 0 ? undefined : Number(BigInt(milliseconds) / 1000n)

/** `set`, `map` or `meter`, with its elements. */
export const setJson = ({ family, name: table }: NftTable, set: NftSet, writing: Writing): Json => {
  const write = jsonWriter(writing)
  const { kind, types, data, elements } = declarationOf(set)
  const flags = setFlags.filter(([flag]) => set.flags.includes(flag)).map(([, word]) => word)
  const constant = set.flags.includes('constant')
  const statements = (set.expressions ?? []).map((expression) =>
    statementJson(statefulStatement(expression, false), write),
  )
  return {
    [kind]: {
      family,
      name: set.name,
      table,
      type: types.length === 1 ? (types[0] ?? '') : types,
      handle: set.handle,
      ...some('comment', set.comment),
      ...some('map', data ?? undefined),
      ...some('policy', constant || set.policy === 'performance' ? undefined : set.policy),
      ...some('size', constant || set.size === 0 ? undefined : set.size),
      ...some('flags', flags.length === 0 ? undefined : flags),
      ...some('timeout', seconds(set.timeoutMs)),
      ...some('gc-interval', seconds(set.gcIntervalMs)),
      ...some('elem', elements.length === 0 ? undefined : elements.map(write)),
      ...some('stmt', statements.length === 0 ? undefined : statements),
    },
  }
}

const objectWords = (data: NftObject['data']): { readonly [name: string]: Json } => {
  switch (data.kind) {
    case 'counter':
      return { packets: data.packets ?? 0, bytes: data.bytes ?? 0 }
    case 'quota':
      return { bytes: data.bytes ?? 0, used: data.consumed ?? 0, inv: data.flags?.includes('inv') === true }
    case 'limit': {
      const { burst, burst_unit: burstUnit, ...json } = limitWords(data).json
      return burst === 0 ? json : { ...json, ...some('burst', burst), ...some('burst_unit', burstUnit) }
    }
    case 'ct helper':
      return { type: data.helper ?? '', protocol: protocolName(data.l4proto ?? 0), l3proto: l3Name(data.l3proto ?? 0) }
    case 'ct timeout': {
      const policy = policyOf(data)
      return {
        protocol: protocolName(data.l4proto ?? 0),
        l3proto: l3Name(data.l3proto ?? 0),
        policy: policy.length === 0 ? null : Object.fromEntries(policy),
      }
    }
    case 'ct expectation':
      return {
        protocol: protocolName(data.l4proto ?? 0),
        dport: data.dport ?? 0,
        timeout: data.timeoutMs ?? 0,
        size: data.size ?? 0,
        l3proto: l3Name(data.l3proto ?? 0),
      }
    case 'synproxy': {
      const flags = ['timestamp', 'sack-perm'].filter((flag) => data.flags?.includes(flag))
      const sizes = { mss: data.mss ?? 0, wscale: data.wscale ?? 0 }
      return flags.length === 0 ? sizes : { ...sizes, flags }
    }
    case 'secmark':
      return { context: data.ctx ?? '' }
    case 'connlimit':
      return { val: data.count ?? 0, ...some('inv', data.flags?.includes('inv') === true ? true : undefined) }
    case 'tunnel':
    case 'other':
      return { object: data as unknown as Json }
    default:
      return data satisfies never
  }
}

/** A counter, a quota or another object with a name. */
export const objectJson = ({ family, name: table }: NftTable, { name, handle, data, comment }: NftObject): Json => ({
  [data.kind === 'other' ? data.type : data.kind]: {
    family,
    name,
    table,
    handle,
    ...some('comment', comment),
    ...objectWords(data),
  },
})

export const flowtableJson = ({ family, name: table }: NftTable, flowtable: NftFlowtable): Json => {
  const { name, handle, hook, priority: prio, devices, flags } = flowtable
  return {
    flowtable: {
      family,
      name,
      table,
      handle,
      hook,
      prio,
      ...some('dev', devices.length > 1 ? devices : devices[0]),
      ...some('flags', flags.length === 0 ? undefined : flags),
    },
  }
}
