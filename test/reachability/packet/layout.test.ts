import { describe, expect, test } from 'vitest'
import { echoPacket, icmpErrorFor, tcpPacket, udpPacket } from '../../../agent/reachability/packet/build.ts'
import { checksumOf, pseudoHeaderSum, sumOf } from '../../../agent/reachability/packet/checksum.ts'
import { copyOf } from '../../../agent/reachability/packet/copy.ts'
import {
  destinationPortOf,
  fragmentOffsetOf,
  innerOf,
  isFragment,
  payloadLengthOf,
  SYN,
  sourceOf,
  tosOf,
  ttlOf,
} from '../../../agent/reachability/packet/fields.ts'
import { packetOf } from '../../../agent/reachability/packet/layout.ts'
import { ETH_P_IP, ETH_P_IPV6, IPPROTO_ICMP, type Packet } from '../../../agent/reachability/packet/packet.ts'
import {
  mendIcmpChecksum,
  setDestination,
  setDestinationPort,
  setSource,
  setSourcePort,
  setTos,
  setTtl,
} from '../../../agent/reachability/packet/rewrite.ts'
import { packetText } from '../../../agent/reachability/packet/text.ts'
import { randomFrom } from '../../kernel/random.ts'

const ports = { sourcePort: 40_000, destinationPort: 53 }
const v4 = { source: '10.0.0.1', destination: '10.0.0.2' }
const v6 = { source: 'fd00::1', destination: 'fd00::2' }

/** Of a right checksum the sum over all that it covers is all ones. */
const isRight = ({ bytes, etherType, transport, protocol }: Packet): boolean => {
  const isIpv6 = etherType === ETH_P_IPV6
  const length = bytes.length - transport
  const start =
    protocol === IPPROTO_ICMP
      ? 0
      : pseudoHeaderSum(bytes, isIpv6 ? { at: 8, size: 16 } : { at: 12, size: 4 }, protocol, length)
  const isHeaderRight = isIpv6 || checksumOf(sumOf(bytes, 0, transport)) === 0
  return isHeaderRight && checksumOf(sumOf(bytes, transport, bytes.length, start)) === 0
}

describe('checksums', () => {
  test('stay right whatever is changed', () => {
    const random = randomFrom(7)
    for (let round = 0; round < 2000; round++) {
      const [ends, address] = random.of([
        [v4, () => `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`],
        [v6, () => `fd00:${random.below(65_536).toString(16)}::${(random.below(65_535) + 1).toString(16)}`],
      ] as const)
      const payload = random.below(9)
      const packet = random.of([
        () => udpPacket({ label: 'udp', ...ends, ...ports, payload }),
        () => tcpPacket({ label: 'tcp', ...ends, ...ports, flags: SYN, payload }),
        () => echoPacket({ label: 'echo', ...ends, identifier: 4, payload }),
      ])()
      expect(isRight(packet)).toBe(true)
      for (let change = 0; change < 4; change++) {
        random.of([
          () => setSource(packet, address()),
          () => setDestination(packet, address()),
          () => setSourcePort(packet, random.below(65_536)),
          () => setDestinationPort(packet, random.below(65_536)),
          () => setTtl(packet, random.below(256)),
          () => setTos(packet, random.below(256)),
        ])()
        expect(isRight(packet), packetText(packet)).toBe(true)
      }
    }
  })

  test('of an error whose quotation is changed', () => {
    for (const ends of [v4, v6]) {
      const error = icmpErrorFor(udpPacket({ label: 'udp', ...ends, ...ports }), {
        type: 3,
        code: 1,
        source: ends.destination,
      })
      const inner = innerOf(error)
      if (inner === null) throw new Error('nothing is quoted')
      setSource(inner, ends === v4 ? '192.0.2.1' : '2001:db8::1')
      mendIcmpChecksum(error)
      expect(isRight(error)).toBe(true)
      const [again] = [innerOf(error)]
      expect(again === null ? '' : sourceOf(again)).toBe(ends === v4 ? '192.0.2.1' : '2001:db8::1')
    }
  })
})

describe('the transport header', () => {
  test('behind options of IPv4', () => {
    const { bytes } = udpPacket({ label: 'udp', ...v4, ...ports })
    const longer = Uint8Array.from([...bytes.subarray(0, 20), 1, 1, 1, 1, ...bytes.subarray(20)])
    longer[0] = 0x46
    const packet = packetOf('udp', ETH_P_IP, longer)
    expect([packet.transport, destinationPortOf(packet), fragmentOffsetOf(packet)]).toEqual([24, 53, 0])
  })

  test('behind extension headers of IPv6', () => {
    const { bytes } = udpPacket({ label: 'udp', ...v6, ...ports })
    const fragment = (offset: number, more: number): Uint8Array<ArrayBuffer> => {
      const chain = [60, 0, 1, 4, 0, 0, 0, 0, 44, 0, 1, 4, 0, 0, 0, 0, 17, 0, offset >> 8, offset | more, 0, 0, 0, 9]
      const longer = Uint8Array.from([...bytes.subarray(0, 40), ...chain, ...bytes.subarray(40)])
      longer[6] = 0
      return longer
    }
    const first = packetOf('first', ETH_P_IPV6, fragment(0, 1))
    expect([first.transport, first.protocol, destinationPortOf(first)]).toEqual([64, 17, 53])
    expect([isFragment(first), fragmentOffsetOf(first)]).toEqual([true, 0])
    const later = packetOf('later', ETH_P_IPV6, fragment(1480, 0))
    expect([isFragment(later), fragmentOffsetOf(later)]).toEqual([true, 1480])
  })
})

test('fields are read as they were written', () => {
  for (const ends of [v4, v6]) {
    const packet = udpPacket({ label: 'udp', ...ends, ...ports, payload: 5, tos: 0xb8, ttl: 3 })
    expect([tosOf(packet), ttlOf(packet), payloadLengthOf(packet)]).toEqual([0xb8, 3, 5])
    const copy = copyOf(packet, 'copy')
    setTos(copy, 1)
    expect([tosOf(packet), tosOf(copy), copy.label]).toEqual([0xb8, 1, 'copy'])
  }
})

test('packets in words', () => {
  expect(packetText(tcpPacket({ label: 'SYN', ...v4, ...ports, flags: SYN }))).toBe(
    'tcp 10.0.0.1:40000 > 10.0.0.2:53 SYN',
  )
  expect(packetText(udpPacket({ label: 'udp', ...v6, ...ports }))).toBe('udp [fd00::1]:40000 > [fd00::2]:53')
  expect(packetText(echoPacket({ label: 'echo', ...v4, identifier: 1 }))).toBe('icmp 10.0.0.1 > 10.0.0.2 echo request')
})
