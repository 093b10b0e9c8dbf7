import { write16, write32 } from '../../packet/address-bytes.ts'
import { ETH_P_IP, ETH_P_TEB, IPPROTO_GRE, IPPROTO_IPIP, IPPROTO_IPV6, type Packet } from '../../packet/packet.ts'
import { ipPacket } from '../../packet/write-headers.ts'
import { lookupRoute } from '../../routing/lookup.ts'
import { plainFlow } from '../../routing/plain-flow.ts'
import { lose, note } from '../../trial.ts'
import { deviceKey, deviceText } from '../text.ts'
import { carriedBy, frameBytes, senderWithin } from '../tunnels/frame-bytes.ts'
import { type TunnelSettings, tunnelSettings } from '../tunnels/ip-tunnel-ends.ts'
import { tunnelUnderlay } from '../tunnels/underlay.ts'
import type { SendByKind } from './kind.ts'
import { unknown } from './unknown.ts'

/**
 * A packet within a packet (ip_tunnel_xmit, net/ipv4/ip_tunnel.c; ip6_tnl_xmit, net/ipv6/ip6_tunnel.c; sit, gre): the carrying packet is
 * sent by the namespace where the device was made. Without a remote end nobody knows where it would go.
 */
export const ipTunnel: SendByKind = (trial, packet, device, transmit) => {
  const settings = tunnelSettings(device)
  const underlay = tunnelUnderlay(trial.scene, device)
  const destination = settings?.remote ?? null
  if (settings === null || underlay === undefined || destination === null) {
    unknown(trial, packet, device, transmit)
    return
  }
  const protocol = settings.isGre ? IPPROTO_GRE : packet.etherType === ETH_P_IP ? IPPROTO_IPIP : IPPROTO_IPV6
  const { local, link, mark, ttl } = settings
  const flow = plainFlow(destination, { source: local, mark, protocol, output: link })
  const route = lookupRoute(underlay, flow, trial)
  const source = local ?? route.source
  if (source === null) {
    lose(trial, {
      reason: 'no-route',
      space: underlay,
      packet,
      device,
      fact: () => `${underlay.title} has no way to the remote end ${destination} of ${deviceText(device)}`,
    })
    return
  }
  note(packet, {
    kind: 'tunnel',
    space: device.space,
    detail: () => `${device.name} from ${source} to ${destination}`,
    object: () => deviceKey(device),
  })
  const outer = ipPacket(
    {
      label: packet.label,
      source,
      destination,
      mark,
      ...(ttl === 0 ? {} : { ttl }),
      dontFragment: settings.dontFragment,
    },
    protocol,
    settings.isGre ? inGre(packet, settings) : packet.bytes,
  )
  outer.sender = senderWithin(packet, device, underlay)
  outer.route = route
  trial.toSend.push({ space: underlay, packet: carriedBy(packet, outer) })
}

/** RFC 2784, RFC 2890 */
const inGre = (packet: Packet, { outputKey, isEthernet }: TunnelSettings): Uint8Array => {
  const header = new Uint8Array(outputKey === null ? 4 : 8)
  if (outputKey !== null) {
    write16(header, 0, 0x2000)
    write32(header, 4, outputKey)
  }
  write16(header, 2, isEthernet ? ETH_P_TEB : packet.etherType)
  if (isEthernet) return frameBytes(packet, header)
  const bytes = new Uint8Array(header.length + packet.bytes.length)
  bytes.set(header)
  bytes.set(packet.bytes, header.length)
  return bytes
}
