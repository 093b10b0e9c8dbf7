import * as types from '../data-types.ts'
import type { HeaderPart, Load } from '../expression-tree.ts'
import { ip, ip6 } from '../protocols/network.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { tcp } from '../protocols/transport.ts'
import {
  extensionHeaders,
  ipOptions,
  type OptionField,
  type OptionHeader,
  sctpChunks,
  tcpOptions,
} from './extension-headers.ts'
import { loadOf } from './load.ts'

interface Family {
  readonly headers: { readonly [number: number]: OptionHeader }
  readonly json: string
  readonly text: string
  /** nft does not leave out matches of SCTP. */
  readonly implies?: Protocol
}

const families: { readonly [op: string]: Family } = {
  ipv6: { headers: extensionHeaders, json: 'exthdr', text: '', implies: ip6 },
  ipv4: { headers: ipOptions, json: 'ip option', text: 'ip option ', implies: ip },
  tcpopt: { headers: tcpOptions, json: 'tcp option', text: 'tcp option ', implies: tcp },
  sctp: { headers: sctpChunks, json: 'sctp chunk', text: 'sctp chunk ' },
}

/** A TCP option without a name: by its number. */
const unnamedOption = (part: HeaderPart): Load => {
  const { type: base, offset, bits, present } = part
  const text = present && offset === 0 ? `tcp option ${base}` : `tcp option @${base},${offset},${bits}`
  const words = { json: { 'tcp option': { base, offset, len: bits } }, text, source: 'exthdr' }
  return {
    ...loadOf(present ? [types.boolean, 8, 'host'] : [types.rawInteger, bits], words),
    implies: tcp,
    part,
  }
}

/** Bytes of which a mask may leave a field. */
const wholeBytes = (family: Family, { name, fields }: OptionHeader, part: HeaderPart): Load | null => {
  const { offset, bits } = part
  const within = fields.some(([, , at, length]) => at >= offset && at + length <= offset + bits && length < bits)
  if (!within) return null
  const words = {
    json: { [family.json]: { name, offset, len: bits } },
    text: `${family.text}${name} @${offset},${bits}`,
  }
  const implies = family.implies === undefined ? {} : { implies: family.implies }
  return { ...loadOf([types.rawInteger, bits], { ...words, source: 'exthdr' }), ...implies, part }
}

/** A part of a header or an option; null for one that we do not know. */
export const headerLoad = (part: HeaderPart): Load | null => {
  const family = families[part.op]
  const header = family?.headers[part.type]
  if (part.op === 'tcpopt' && header === undefined) return unnamedOption(part)
  if (family === undefined || header === undefined) return null
  const implies = family.implies === undefined ? {} : { implies: family.implies }
  if (part.present) {
    const text = part.op === 'ipv6' ? `exthdr ${header.name}` : `${family.text}${header.name}`
    const words = { json: { [family.json]: { name: header.name } }, text, source: 'exthdr' }
    return { ...loadOf([types.boolean, 8, 'host'], words), ...implies }
  }
  const field = header.fields.find(([, , offset, bits]) => offset === part.offset && bits === part.bits)
  if (field === undefined) return part.op === 'tcpopt' ? unnamedOption(part) : wholeBytes(family, header, part)
  const [name, type, , bits, of = header.name] = field
  const words = {
    json: { [family.json]: { name: of, field: name } },
    text: `${family.text}${of} ${name}`,
    source: 'exthdr',
  }
  return { ...loadOf([type, bits, 'network'], words), ...implies, part }
}

/** The field of bits that a mask leaves of whole bytes (`frag frag-off`); null where there is none. */
export const headerBits = (part: HeaderPart, mask: bigint): { readonly field: Load; readonly shift: number } | null => {
  let shift = 0
  while (shift < part.bits && ((mask >> BigInt(shift)) & 1n) === 0n) shift++
  const bits = mask.toString(2).length - shift
  const exact = families[part.op]?.headers[part.type]?.fields.some(
    ([, , offset, length]: OptionField) => length === bits && offset === part.offset + part.bits - shift - bits,
  )
  if (mask === 0n || exact !== true) return null
  const field = headerLoad({ ...part, offset: part.offset + part.bits - shift - bits, bits })
  return field === null ? null : { field, shift }
}

/** Extension headers as nft numbers them (enum exthdr_desc_id), with the name of those that share a number. */
const numbered: { readonly [id: number]: readonly [type: number, header?: string] } = {
  1: [0],
  2: [43],
  5: [43, 'srh'],
  6: [44],
  7: [60],
  8: [135],
}

const operations = ['ipv6', 'tcpopt', 'ipv4', 'sctp'] as const

/**
 * A field by the numbers that nft keeps for `typeof`. Those of extension headers begin at 1, all others at 0.
 * @param op NFT_EXTHDR_OP_*, @param id of the header; of options and chunks what the packet has
 */
export const fieldByNumber = (op: number, id: number, number: number): Load | null => {
  const name = operations[op]
  const [type, shared] = op === 0 ? (numbered[id] ?? []) : [id]
  if (name === undefined || type === undefined) return null
  const fields = families[name]?.headers[type]?.fields.filter(([, , , , of]) => op !== 0 || of === shared)
  const field = fields?.[op === 0 ? number - 1 : number]
  return field === undefined ? null : headerLoad({ op: name, type, offset: field[2], bits: field[3], present: false })
}
