import { number, type Printed, present, word, words } from './print.ts'
import type { IndexOf } from './routing-printed.ts'

/** NUD_*, linux/neighbour.h */
const states: { readonly [name: string]: number } = {
  INCOMPLETE: 1,
  REACHABLE: 2,
  STALE: 4,
  DELAY: 8,
  PROBE: 16,
  FAILED: 32,
  NOARP: 64,
  PERMANENT: 128,
}

/** What `ip -N -j -s neigh` prints, in the form of our records. */
export const printedNeighbour = (printed: Printed, indexOf: IndexOf): object => {
  const flag = (name: string, bit: number): number => (name in printed ? bit : 0)
  const dst = word(printed['dst'])
  return present({
    family: dst.includes(':') ? 10 : 2,
    ifindex: indexOf(printed['dev']),
    state: words(printed['state']).reduce((sum, name) => sum | (states[name] ?? 0), 0),
    flags: flag('proxy', 8) | flag('extern_learn', 16) | flag('offload', 32) | flag('router', 128),
    destination: dst,
    address: printed['lladdr'],
    protocol: printed['protocol'] === undefined ? undefined : number(printed['protocol']),
    extendedFlags: 'managed' in printed ? 1 : undefined,
    references: number(printed['refcnt']),
  })
}

/** What `bridge -j -d -s fdb` prints. The state is a word: one that is learned has none. */
export const printedFdbEntry = (printed: Printed, indexOf: IndexOf): object => {
  const flag = (name: string, bit: number): number => (words(printed['flags']).includes(name) ? bit : 0)
  return present({
    ifindex: indexOf(printed['ifname']),
    flags: flag('self', 2) | flag('extern_learn', 16) | flag('offload', 32) | flag('sticky', 64) | flag('router', 128),
    state: printed['state'],
    address: printed['mac'],
    destination: printed['dst'],
    port: printed['port'],
    vni: printed['vni'],
    viaInterface: indexOf(printed['viaIf']),
    master: indexOf(printed['master']),
    sourceVni: printed['src_vni'],
    nexthopId: printed['nhid'],
    vlan: printed['vlan'],
  })
}

export const fdbState = (state: number): string => {
  if ((state & 128) !== 0) return 'permanent'
  if ((state & 64) !== 0) return 'static'
  return (state & 4) !== 0 ? 'stale' : ''
}

/** What `bridge -j -d -s mdb` prints of one entry: its timer is in seconds, and what the kernel said of its maker is a name. */
export const printedMdbEntry = (printed: Printed, indexOf: IndexOf): object =>
  present({
    bridge: printed['index'],
    port: indexOf(printed['port']),
    state: printed['state'],
    flags: words(printed['flags']).includes('offload') ? 1 : 0,
    vlan: number(printed['vid']),
    group: printed['grp'],
    source: printed['src'],
    filterMode: printed['filter_mode'],
    protocol: printed['protocol'] === 'static' ? 4 : undefined,
  })
