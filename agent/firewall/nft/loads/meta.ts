import * as types from '../data-types.ts'
import { type Layer, type Load, layers } from '../expression-tree.ts'
import { type KeyRow, loadOf } from './load.ts'

const word: KeyRow = [types.integer, 32, 'host']

/** The keys of `meta`, as collectors name them (enum nft_meta_keys). */
const keys: { readonly [key: string]: KeyRow } = {
  length: word,
  protocol: [types.etherType],
  priority: [types.trafficClass],
  mark: [types.mark],
  iif: [types.interfaceIndex],
  oif: [types.interfaceIndex],
  iifname: [types.interfaceName],
  oifname: [types.interfaceName],
  iiftype: [types.interfaceType],
  oiftype: [types.interfaceType],
  skuid: [types.userId],
  skgid: [types.groupId],
  nftrace: [types.integer, 1, 'host'],
  rtclassid: [types.realm],
  secmark: word,
  nfproto: [types.nfProto],
  l4proto: [types.inetProtocol, 8, 'host'],
  ibrname: [types.interfaceName],
  obrname: [types.interfaceName],
  pkttype: [types.packetType],
  cpu: word,
  iifgroup: [types.deviceGroup],
  oifgroup: [types.deviceGroup],
  cgroup: word,
  random: [types.integer, 32],
  ipsec: [types.boolean, 8, 'host'],
  iifkind: [types.interfaceName],
  oifkind: [types.interfaceName],
  ibrpvid: [types.integer, 16, 'host'],
  ibrvproto: [types.etherType],
  time: [types.date],
  day: [types.weekday],
  hour: [types.hour],
  sdif: [types.interfaceIndex],
  sdifname: [types.interfaceName],
  broute: [types.integer, 8, 'host'],
  ibrhwaddr: [types.etherAddress],
}

/** These are also understood, and written, without `meta`. */
const unqualified: ReadonlySet<string> = new Set(['iif', 'oif', 'iifname', 'oifname', 'iifgroup', 'oifgroup'])

/** A value of `meta`; null for a key that we do not know. */
export const metaLoad = (key: string): Load | null => {
  const row = keys[key]
  const text = unqualified.has(key) ? key : `meta ${key}`
  return row === undefined ? null : loadOf(row, { json: { meta: { key } }, text, source: 'meta', key })
}

/** The layer above which such a value tells what is there. */
export const metaLayers: { readonly [key: string]: Layer } = {
  iiftype: layers.device,
  nfproto: layers.link,
  protocol: layers.link,
  l4proto: layers.network,
}
