import { write16 } from '../../../agent/reachability/packet/address-bytes.ts'
import { echoPacket, icmpErrorFor, tcpPacket, udpPacket } from '../../../agent/reachability/packet/build.ts'
import { checksumOf, sumOf } from '../../../agent/reachability/packet/checksum.ts'
import { ACK, PSH, RST, SYN } from '../../../agent/reachability/packet/fields.ts'
import { packetOf } from '../../../agent/reachability/packet/layout.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { setTos, setTtl } from '../../../agent/reachability/packet/rewrite.ts'
import type { Random } from '../../kernel/random.ts'

const host = (isIpv6: boolean, wire: number, number: number): string =>
  isIpv6 ? `fd00:${wire + 1}::${number}` : `10.${wire + 1}.0.${number}`

/** A packet as some host beyond a wire of the router may send. */
export const randomPacket = (random: Random, wire: 0 | 1, number: number): Packet => {
  const isIpv6 = random.below(3) === 0
  const isForRouter = random.below(4) === 0
  const ends = {
    label: `packet ${number}`,
    source: host(isIpv6, wire, 10 + random.below(2)),
    destination: isForRouter ? host(isIpv6, wire, 1) : host(isIpv6, 1 - wire, 10 + random.below(2)),
    tos: random.of([0, 0, 0xb8, 3, 0xc0]),
  }
  const ports = {
    sourcePort: random.of([8000, 8001, 443, 53]),
    destinationPort: random.of([80, 53, 8000, 8001, 8002, 443]),
  }
  const packet = body(random, ends, ports)
  if (!isIpv6) withoutIdentification(packet)
  setTtl(packet, random.of([64, 64, 63, 9]))
  setTos(packet, ends.tos)
  return random.below(6) === 0 && isIpv6 ? withHopByHop(packet) : packet
}

/** What a sender draws, no rule is sure of; it has nothing to draw where nobody may take the packet to pieces. */
const withoutIdentification = ({ bytes }: Packet): void => {
  write16(bytes, 4, 0)
  write16(bytes, 10, 0)
  write16(bytes, 10, checksumOf(sumOf(bytes, 0, 20)))
}

type Ends = { readonly label: string; readonly source: string; readonly destination: string }
type Ports = { readonly sourcePort: number; readonly destinationPort: number }

const body = (random: Random, ends: Ends, ports: Ports): Packet => {
  switch (random.below(5)) {
    case 0:
      return udpPacket({ ...ends, ...ports, payload: random.below(9) })
    case 1:
      return echoPacket({ ...ends, identifier: random.below(4), payload: random.below(20) })
    case 2: {
      const quoted = udpPacket({ ...ends, ...ports, source: ends.destination, destination: ends.source, payload: 4 })
      const isIpv6 = ends.source.includes(':')
      return icmpErrorFor(quoted, {
        type: isIpv6 ? 1 : 3,
        code: isIpv6 ? 4 : 3,
        source: ends.source,
        label: ends.label,
      })
    }
    default:
      return tcpPacket({ ...ends, ...ports, flags: random.of([SYN, SYN, SYN, SYN | ACK, ACK, ACK | PSH, RST]) })
  }
}

/** The same with an empty header of options for every hop. */
const withHopByHop = (packet: Packet): Packet => {
  const bytes = new Uint8Array(packet.bytes.length + 8)
  bytes.set(packet.bytes.subarray(0, 40))
  bytes.set([packet.bytes[6] ?? 0, 0, 1, 4], 40)
  bytes.set(packet.bytes.subarray(40), 48)
  bytes[6] = 0
  const length = bytes.length - 40
  bytes[4] = length >>> 8
  bytes[5] = length & 0xff
  return packetOf(packet.label, packet.etherType, bytes)
}
