import * as types from '../data-types.ts'
import { type CtAddress, type Layer, type Load, layers } from '../expression-tree.ts'
import { type KeyRow, loadOf } from './load.ts'

const counted: KeyRow = [types.integer, 64, 'host']

/** The keys of `ct`, as collectors name them (enum nft_ct_keys). */
const keys: { readonly [key: string]: KeyRow } = {
  state: [types.ctState],
  direction: [types.ctDirection],
  status: [types.ctStatus],
  mark: [types.mark],
  secmark: [types.integer, 32, 'host'],
  expiration: [types.time, 32],
  helper: [types.string, 128],
  l3proto: [types.nfProto],
  protocol: [types.inetProtocol],
  'proto-src': [types.inetService],
  'proto-dst': [types.inetService],
  label: [types.ctLabel],
  packets: counted,
  bytes: counted,
  avgpkt: counted,
  zone: [types.integer, 16, 'host'],
  event: [types.ctEvent],
  'ip saddr': [types.ipv4Address],
  'ip daddr': [types.ipv4Address],
  'ip6 saddr': [types.ipv6Address],
  'ip6 daddr': [types.ipv6Address],
  id: [types.integer, 32],
}

const isDirection = (direction: string | undefined): direction is 'original' | 'reply' =>
  direction === 'original' || direction === 'reply'

/** A value of conntrack; null for a key that we do not know. */
export const ctLoad = (key: string, direction?: string): Load | CtAddress | null => {
  const side = isDirection(direction) ? direction : null
  if (key === 'saddr' || key === 'daddr')
    return { kind: 'ct-address', key, direction: side, type: types.ipv4Address, order: 'network', bits: 0 }
  const row = keys[key]
  if (row === undefined) return null
  const text = side === null ? `ct ${key}` : `ct ${side} ${key}`
  return loadOf(row, { json: { ct: side === null ? { key } : { key, dir: side } }, text, source: 'ct', key })
}

/** An address of a connection, once the family is known. */
export const ctAddressLoad = ({ key, direction }: CtAddress, family: 'ip' | 'ip6' | null): Load => {
  const prefix = direction === null ? 'ct ' : family === null ? `ct ${direction} ` : `ct ${direction} ${family} `
  const json = { ct: direction === null ? { key } : { key, dir: direction } }
  const row: KeyRow = [family === 'ip6' ? types.ipv6Address : family === 'ip' ? types.ipv4Address : types.rawInteger]
  return loadOf(row, { json, text: `${prefix}${key}`, source: 'ct', key })
}

/** The layer above which such a value tells what is there. */
export const ctLayers: { readonly [key: string]: Layer } = { l3proto: layers.link, protocol: layers.network }
