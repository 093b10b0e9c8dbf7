import { isJsonObject } from '../../../agent/firewall/facts/json-object.ts'
import { ipsetMemberText } from '../../../agent/firewall/ipset-text.ts'
import type { FirewallTable, Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import { toJson } from '../../../collectors/wire/json.ts'
import { nftPair, nftValue } from './nft-value.ts'

/** A set, or another thing that rules use, in words. */
export interface HeldSet {
  readonly head: readonly string[]
  /** The first ones. */
  readonly members: readonly string[]
  readonly leftOut: number
}

/** Members that are shown of a set; the JSON form has all. */
const most = 20

const countOf = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

/** `set NAME`, `hash:ip timeout 600`, `3 members`. */
export const ipsetWords = (set: Ruleset['sets'][number]): HeldSet => {
  const { name, type, options, members, membersLeftOut = 0 } = set
  const total = members.length + membersLeftOut
  const shown = members.slice(0, most)
  return {
    head: [
      `set ${name}`,
      options.timeout === undefined ? type : `${type} timeout ${options.timeout}`,
      countOf(total, 'member'),
    ],
    members: shown.map((member) => ipsetMemberText(set, member)),
    leftOut: total - shown.length,
  }
}

/** Whose it is: known from what surrounds it. */
const surroundings = ['family', 'table', 'name', 'handle']

/** A set, a map, a counter or the like of nftables; the form is that of libnftables-json(5). */
export const nftObjectWords = (object: FirewallTable['objects'][number]): HeldSet => {
  const [kind = '', value] = Object.entries(object ?? {})[0] ?? []
  if (!isJsonObject(value)) return { head: [toJson(object)], members: [], leftOut: 0 }
  const head = `${kind} ${nftValue(value['name'])}`
  if (kind !== 'set' && kind !== 'map') {
    const others = Object.entries(value).filter(([key]) => !surroundings.includes(key))
    return { head: [head, others.map(([key, one]) => `${key} ${nftValue(one)}`).join(' ')], members: [], leftOut: 0 }
  }
  const { type, map, elem } = value
  const elements: readonly unknown[] = Array.isArray(elem) ? elem : []
  const shown = elements.slice(0, most)
  const types = [type, ...(map === undefined ? [] : [map])]
  return {
    head: [
      head,
      types.map((one) => (Array.isArray(one) ? one.join(' . ') : nftValue(one))).join(' : '),
      countOf(elements.length, 'element'),
    ],
    members: shown.map(kind === 'map' ? nftPair : nftValue),
    leftOut: elements.length - shown.length,
  }
}
