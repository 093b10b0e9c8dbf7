import { bytesOfAddress } from '../../../packet/address-bytes.ts'
import { destinationOf, sourceOf } from '../../../packet/fields.ts'
import { lookupRoute } from '../../../routing/lookup.ts'
import { plainFlow } from '../../../routing/plain-flow.ts'
import type { Route } from '../../../routing/route.ts'
import { type Machine, NFPROTO_IPV4, NFPROTO_IPV6, type Operation } from '../machine.ts'
import { putByte, putBytes, putWord, registerAt } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

/** TCP_MSS_DEFAULT, net/tcp.h */
const defaultSegment = 536

const mtuOf = (route: Route): number => route.mtu ?? route.device?.mtu ?? 0

/** get_tcpmss: what fits into the MTU there, and back. */
const segmentSize = ({ packet, state, protocolFamily }: Machine, route: Route): number => {
  const headers = protocolFamily === NFPROTO_IPV4 ? 40 : 60
  const back = lookupRoute(state.space, plainFlow(sourceOf(packet)), state.trial)
  const mtu = back.device === null ? mtuOf(route) : Math.min(mtuOf(route), mtuOf(back))
  return mtu <= headers || mtu > 0xffff ? defaultSegment : mtu - headers
}

/** What is known of the packet's route, where it has one by now (nft_rt_get_eval, net/netfilter/nft_rt.c). */
export const rt = ({ key = '', dreg }: ExpressionOf<'rt'>): Operation => {
  const to = registerAt(dreg)
  return (machine) => {
    const { packet, registers, protocolFamily } = machine
    const { route } = packet
    if (route === null) return 'break'
    switch (key) {
      case 'classid':
        putWord(registers, to, route.realm)
        return null
      case 'ip nexthop':
      case 'ip6 nexthop': {
        if (protocolFamily !== (key === 'ip nexthop' ? NFPROTO_IPV4 : NFPROTO_IPV6)) return 'break'
        const isSame = route.gateway !== null && route.gateway.includes(':') === (key === 'ip6 nexthop')
        putBytes(
          registers,
          to,
          bytesOfAddress(isSame && route.gateway !== null ? route.gateway : destinationOf(packet)),
        )
        return null
      }
      case 'mtu':
        putWord(registers, to, segmentSize(machine, route))
        return null
      case 'ipsec':
        // No packet of a walk goes through IPsec.
        putByte(registers, to, 0)
        return null
      default:
        return 'break'
    }
  }
}
