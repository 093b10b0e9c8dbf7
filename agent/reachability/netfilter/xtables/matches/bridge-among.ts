import { ipv4Number, read32 } from '../../../packet/address-bytes.ts'
import { ETH_P_ARP, ETH_P_IP, type Packet } from '../../../packet/packet.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'
import { holds } from './transport.ts'

type Addresses = NonNullable<MatchInfos['bridgeAmong']['source']>

/** The IPv4 address that goes with a hardware address; 0 for other protocols, null for a packet that is not whole. */
const addressOf = (packet: Packet, side: 'source' | 'destination'): number | null => {
  const { etherType, bytes } = packet
  if (etherType === ETH_P_IP) return holds(packet, 0, 20) ? read32(bytes, side === 'source' ? 12 : 16) : null
  if (etherType !== ETH_P_ARP) return 0
  const at = side === 'source' ? 14 : 24
  return bytes[4] === 6 && bytes[5] === 4 && holds(packet, at, 4) ? read32(bytes, at) : null
}

/** ebt_mac_wormhash_contains: a pair without address is for every address. */
const listTest = ({ pairs, invert }: Addresses): ((mac: string, address: number) => boolean) => {
  const byMac = Map.groupBy(pairs, ({ mac }) => mac)
  return (mac, address) => {
    const isIn = byMac.get(mac)?.some((pair) => pair.address === '0.0.0.0' || ipv4Number(pair.address) === address)
    return (isIn ?? false) !== invert
  }
}

/** ebt_among_mt, net/bridge/netfilter/ebt_among.c */
export const bridgeAmong: CompileMatch<'bridgeAmong'> = ({ source, destination }) => {
  const isSource = source === null ? null : listTest(source)
  const isDestination = destination === null ? null : listTest(destination)
  return ({ packet }) => {
    const { link } = packet
    if (link === null) return false
    for (const [test, side] of [[isSource, 'source'] as const, [isDestination, 'destination'] as const]) {
      if (test === null) continue
      const address = addressOf(packet, side)
      if (address === null || !test(link[side], address)) return false
    }
    return true
  }
}
