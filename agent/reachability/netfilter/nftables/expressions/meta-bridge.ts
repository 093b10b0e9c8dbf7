import { macBytes } from '../../../packet/address-bytes.ts'
import type { Device } from '../../../scene/device.ts'
import { nameOf } from '../device-name.ts'
import { putBig16, putBytes, putWord, spoil } from '../registers.ts'
import type { MetaLoad } from './kinds.ts'

const bridgeOf = (port: Device | null): Device | null => (port?.master?.kind === 'bridge' ? port.master : null)

const name =
  (side: 'in' | 'out'): MetaLoad =>
  ({ state, registers }, to) => {
    const bridge = bridgeOf(state[side])
    if (bridge === null) return 'break'
    putBytes(registers, to, nameOf(bridge))
    return null
  }

const data = ({ record }: Device) => {
  const link = record.info?.link
  return link?.kind === 'bridge' ? link.data : undefined
}

/** Keys about the bridge that a port belongs to (net/bridge/netfilter/nft_meta_bridge.c). */
export const bridgeLoads: { readonly [key: string]: MetaLoad } = {
  ibrname: name('in'),
  obrname: name('out'),
  ibrpvid: ({ state, registers }, to) => {
    const bridge = bridgeOf(state.in)
    if (bridge === null || state.in === null || data(bridge)?.vlanFiltering !== true) return 'break'
    const { ifindex } = state.in
    const ranges = state.space.bridgeVlans.find((record) => record.ifindex === ifindex)?.vlans
    if (ranges === undefined) spoil(registers, to, 4, { unknown: 'the PVID of the port', values: null })
    else putWord(registers, to, ranges.find(({ pvid }) => pvid)?.from ?? 0)
    return null
  },
  ibrvproto: ({ state, registers }, to) => {
    const bridge = bridgeOf(state.in)
    if (bridge === null || data(bridge)?.vlanFiltering !== true) return 'break'
    putBig16(registers, to, data(bridge)?.vlanProtocol ?? 0x8100)
    return null
  },
  ibrhwaddr: ({ state, registers }, to) => {
    const bridge = bridgeOf(state.in)
    if (bridge === null || bridge.mac === null) return 'break'
    putBytes(registers, to, macBytes(bridge.mac))
    return null
  },
}
