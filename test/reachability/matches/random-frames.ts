import { write16 } from '../../../agent/reachability/packet/address-bytes.ts'
import { checksumOf, sumOf } from '../../../agent/reachability/packet/checksum.ts'
import { ETH_P_IP, ETH_P_IPV6 } from '../../../agent/reachability/packet/packet.ts'
import type { Random } from '../../kernel/random.ts'

/** Bytes of a packet of IP, and how its frame is addressed. */
export interface RandomFrame {
  readonly etherType: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly source: string
  readonly to: 'host' | 'broadcast' | 'multicast'
}

export const sourceMacs = ['02:00:00:00:0c:01', '02:11:22:33:44:55', '00:50:56:aa:bb:cc']
export const ports = [0, 1, 53, 80, 443, 1024, 5000, 40000, 65535]
export const ipv4Sources = ['10.9.0.2', '10.9.0.3', '10.9.1.2', '10.10.0.7', '192.168.5.5', '10.9.0.1', '172.16.1.1']
export const ipv4Destinations = [
  '10.9.0.1',
  '10.9.0.255',
  '10.20.0.1',
  '224.0.0.5',
  '255.255.255.255',
  '10.9.0.3',
  '203.0.113.9',
]
export const ipv6Sources = ['fd09::2', 'fd09::3', 'fd0a::7', 'fe80::11:22ff:fe33:4455', '2001:db8::1', 'fd09::1']
export const ipv6Destinations = ['fd09::1', 'fd09::', 'ff02::1', 'fd20::1', '2001:db8:1::9', 'fe80::1']

const bytesOf = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.below(256))
const portBytes = (random: Random): number[] => {
  const port = random.of(ports)
  return [port >>> 8, port & 0xff]
}

const tcp = (random: Random): number[] => {
  const mss = random.of([536, 1400, 1460])
  const options = random.of([
    [],
    [2, 4, mss >>> 8, mss & 0xff],
    [1, 3, 3, 7],
    [8, 10, ...bytesOf(random, 8), 1, 1],
    [2, 3, 9, 0],
    [0, 0, 5, 0],
    bytesOf(random, 4),
  ])
  const words = random.below(12) === 0 ? random.below(16) : 5 + options.length / 4
  const flags = random.of([2, 18, 16, 17, 4, 0x42, 0xc2, 0, 0x3f, random.below(256)])
  return [
    ...portBytes(random),
    ...portBytes(random),
    ...bytesOf(random, 8),
    (words << 4) & 0xff,
    flags,
    16,
    0,
    0,
    0,
    0,
    0,
    ...options,
  ]
}

const sctp = (random: Random): number[] => {
  const chunk = (): number[] => {
    const data = random.below(3) * 4
    return [
      random.of([0, 1, 3, 6, 14, 192, 77]),
      random.below(16),
      0,
      random.below(12) === 0 ? 0 : 4 + data,
      ...bytesOf(random, data),
    ]
  }
  return [
    ...portBytes(random),
    ...portBytes(random),
    ...bytesOf(random, 8),
    ...chunk(),
    ...(random.below(2) ? chunk() : []),
  ]
}

const dccp = (random: Random): number[] => {
  const options = random.of([[], [0, 1, 32, 2], [37, 3, 1, 0], bytesOf(random, 4)])
  const kind = (random.below(12) << 1) | random.below(2)
  const words = random.of([3, 4, 5, 6, 7, 8, random.below(20)])
  return [
    ...portBytes(random),
    ...portBytes(random),
    words,
    0,
    0,
    0,
    kind,
    0,
    0,
    0,
    ...bytesOf(random, random.of([4, 8, 12])),
    ...options,
  ]
}

const payloads: { readonly [protocol: number]: (random: Random) => number[] } = {
  1: (random) => [
    random.of([0, 3, 5, 8, 11, 255]),
    random.below(6),
    ...bytesOf(random, 6),
    ...bytesOf(random, random.below(30)),
  ],
  2: (random) => [random.of([17, 22]), ...bytesOf(random, 7)],
  6: tcp,
  17: (random) => [
    ...portBytes(random),
    ...portBytes(random),
    0,
    20,
    0,
    0,
    ...random.of([[0x80, 2], [0, 2, 0, 1, 0, 7], [0xc0, 2, 0, 9, 0, 1, 0, 0], []]),
  ],
  33: dccp,
  50: (random) => [0, 0, 0, random.below(4), ...bytesOf(random, 8)],
  58: (random) => [
    random.of([1, 3, 128, 129, 135, 255]),
    random.below(4),
    ...bytesOf(random, 6),
    ...bytesOf(random, random.below(30)),
  ],
  108: (random) => [6, 0, 0, random.below(4), ...bytesOf(random, 4)],
  132: sctp,
  136: (random) => [...portBytes(random), ...portBytes(random), 0, 8, 0, 0],
}
const text = [...Buffer.from('GET /Index.html Hello hello')]

const payload = (random: Random, protocol: number): number[] => {
  const bytes = payloads[protocol]?.(random) ?? bytesOf(random, random.below(30))
  if (random.below(4) === 0) bytes.push(...text)
  return random.below(8) === 0 ? bytes.slice(0, random.below(bytes.length + 1)) : bytes
}

const addressing = (random: Random) => ({
  source: random.of(sourceMacs),
  to: random.of(['host', 'host', 'host', 'broadcast', 'multicast'] as const),
})

export const randomIpv4 = (random: Random, bytesOfAddress: (text: string) => Uint8Array): RandomFrame => {
  const protocol = random.of([1, 2, 6, 6, 6, 17, 17, 33, 50, 51, 108, 132, 136, 253])
  const options = random.below(8) === 0 ? [1, 1, 1, 0] : []
  const body =
    protocol === 51 ? [6, 1, 0, 0, 0, 0, 0, random.below(4), ...bytesOf(random, 4)] : payload(random, protocol)
  const bytes = Uint8Array.from([...new Array<number>(20).fill(0), ...options, ...body])
  const header = 20 + options.length
  bytes[0] = 0x40 | (header / 4)
  bytes[1] = random.of([0, 0x10, 0xb8, 1, 2, 3, random.below(256)])
  write16(bytes, 2, bytes.length)
  write16(bytes, 4, random.below(65536))
  write16(bytes, 6, random.of([0, 0, 0, 0, 0, 0x4000, 0x2000, 0x2001, 1, 100, 0x2064]))
  bytes[8] = random.of([1, 63, 64, 128, 255])
  bytes[9] = protocol
  bytes.set(bytesOfAddress(random.of(ipv4Sources)), 12)
  bytes.set(bytesOfAddress(random.of(ipv4Destinations)), 16)
  write16(bytes, 10, checksumOf(sumOf(bytes, 0, header)))
  return { etherType: ETH_P_IP, bytes, ...addressing(random) }
}

/** Extension headers: what each begins with is set to the header that follows it. */
const extensions: { readonly [header: number]: (random: Random) => number[] } = {
  0: (random) =>
    random.of([
      [0, 0, 5, 2, 0, 0, 1, 0],
      [0, 0, 1, 4, 0, 0, 0, 0],
      [0, 1, 0x1e, 3, 1, 2, 3, 0, 1, 7, ...new Array<number>(6).fill(0)],
    ]),
  43: (random) => {
    const type = random.of([0, 2, 4, 4])
    const count = random.of([1, 2, 3])
    const left = random.below(count + 1)
    const last = type === 4 ? count - 1 : 0
    const addresses = Array.from({ length: count }, () => [
      0xfd,
      9,
      ...new Array<number>(13).fill(0),
      1 + random.below(3),
    ]).flat()
    return [0, count * 2, type, left, last, random.below(2), 0, random.below(3), ...addresses]
  },
  44: (random) => {
    const offset = random.of([0, 1, 8, 9, 0x100, 0x101, 6])
    return [0, random.of([0, 0, 1]), offset >>> 8, offset & 0xff, 0, 0, 0, random.below(4)]
  },
  51: (random) => [0, random.of([1, 2]), 0, random.of([0, 0, 1]), 0, 0, 0, random.below(4), ...bytesOf(random, 8)],
  60: (random) =>
    random.of([
      [0, 0, 1, 4, 0, 0, 0, 0],
      [0, 0, 4, 1, 9, 1, 1, 0],
    ]),
  135: (random) => [59, 0, random.below(9), 0, 0, 0, 0, 0],
}

export const randomIpv6 = (random: Random, bytesOfAddress: (text: string) => Uint8Array): RandomFrame => {
  const final = random.of([6, 6, 6, 17, 17, 58, 33, 50, 108, 132, 136, 59, 135, 253])
  const chain = Array.from({ length: random.of([0, 0, 0, 0, 1, 1, 2]) }, () => random.of([43, 44, 51, 60]))
  if (random.below(6) === 0) chain.unshift(0)
  const body: number[] = []
  for (const [at, header] of chain.entries()) {
    const bytes = extensions[header]?.(random) ?? []
    if (header === 51) while (bytes.length < ((bytes[1] ?? 0) + 2) * 4) bytes.push(0)
    bytes[0] = chain[at + 1] ?? final
    body.push(...(header === 51 ? bytes.slice(0, ((bytes[1] ?? 0) + 2) * 4) : bytes))
  }
  body.push(...(final === 135 ? (extensions[135]?.(random) ?? []) : payload(random, final)))
  const cut = random.below(12) === 0 ? body.slice(0, random.below(body.length + 1)) : body
  const bytes = Uint8Array.from([...new Array<number>(40).fill(0), ...cut])
  const tos = random.of([0, 0x10, 0xb8, 1, 2, 3, random.below(256)])
  bytes[0] = 0x60 | (tos >>> 4)
  bytes[1] = ((tos & 0xf) << 4) | random.below(16)
  write16(bytes, 4, cut.length)
  bytes[6] = chain[0] ?? final
  bytes[7] = random.of([1, 63, 64, 128, 255])
  bytes.set(bytesOfAddress(random.of(ipv6Sources)), 8)
  bytes.set(bytesOfAddress(random.of(ipv6Destinations)), 24)
  return { etherType: ETH_P_IPV6, bytes, ...addressing(random) }
}
