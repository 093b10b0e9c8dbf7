import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { read16, write16, write32 } from '../../../agent/reachability/packet/address-bytes.ts'
import {
  arpPacket,
  echoPacket,
  echoReplyTo,
  icmpErrorFor,
  neighbourSolicitation,
  resetFor,
  tcpAnswerTo,
  tcpPacket,
  udpPacket,
} from '../../../agent/reachability/packet/build.ts'
import { copyOf } from '../../../agent/reachability/packet/copy.ts'
import {
  ACK,
  destinationOf,
  isFragment,
  SYN,
  tcpAcknowledgementOf,
  tcpSequenceOf,
} from '../../../agent/reachability/packet/fields.ts'
import {
  ETH_P_ARP,
  ETH_P_IP,
  ETH_P_IPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  type Packet,
} from '../../../agent/reachability/packet/packet.ts'
import { packetText } from '../../../agent/reachability/packet/text.ts'
import { print } from '../../kernel/print.ts'
import { type Lab, openLab, type Space } from '../../lab/lab.ts'
import { frameText, openWires, type Seen, type Wires } from '../netfilter/router.ts'

const hostMac = '02:00:00:00:0d:01'
const farMac = '02:00:00:00:0d:02'

let lab: Lab
let host: Space
let wires: Wires

/** A host with one wire, whose other end the test holds. */
beforeAll(async () => {
  lab = await openLab()
  const { containers } = await lab.manyNamespaces(2, 'wire')
  const [first, far] = containers
  if (first === undefined || far === undefined) throw new Error('the lab made no namespaces')
  host = first
  await print(far, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1')
  await print(host, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=0', 'net.ipv6.conf.default.disable_ipv6=0')
  const lines = [
    'link delete eth0',
    `link add w0 address ${hostMac} type veth peer name far address ${farMac} netns ${far.netns}`,
    'link set w0 up addrgenmode none',
    'address add 10.9.0.1/24 dev w0',
    'address add fd09::1/64 dev w0 nodad',
    `neighbour add 10.9.0.2 lladdr ${farMac} dev w0`,
    `neighbour add fd09::2 lladdr ${farMac} dev w0`,
  ]
  const own = await host.exec(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` })
  const other = await far.exec(['ip', '-batch', '-'], { input: 'link set far up\n' })
  if (own.status !== 0 || other.status !== 0) throw new Error(own.stderr + other.stderr)
  await print(host, 'sysctl', '-qw', 'net.ipv4.icmp_ratemask=0', 'net.ipv4.ping_group_range=0 0')
  wires = await openWires(far, ['far'])
})

afterAll(async () => {
  wires?.close()
  await lab[Symbol.asyncDispose]()
})

const node = process.execPath
const families = [
  ['ipv4', '10.9.0.1', '10.9.0.2'],
  ['ipv6', 'fd09::1', 'fd09::2'],
] as const

/**
 * What is random in a packet, as zeros: sequence numbers and timestamps, identifications, flow labels; and checksums with them, which
 * the host leaves to its device.
 */
const lasting = (packet: Packet): string => {
  const { bytes, etherType, transport, protocol } = copyOf(packet)
  if (etherType === ETH_P_IP) {
    // DF without identification is what it is; any other number is random.
    write16(bytes, 4, read16(bytes, 4) === 0 ? 0 : 1)
    write16(bytes, 10, 0)
  }
  if (etherType === ETH_P_IPV6)
    write32(bytes, 0, 0x60000000 | (((bytes[0] ?? 0) & 0xf) << 24) | (((bytes[1] ?? 0) & 0xf0) << 16))
  if (protocol === IPPROTO_TCP) {
    write32(bytes, transport + 4, 0)
    write32(bytes, transport + 8, 0)
    write16(bytes, transport + 16, 0)
    for (let at = transport + 20; at + 10 <= bytes.length; at++)
      if (bytes[at] === 8 && bytes[at + 1] === 10) bytes.fill(0, at + 2, at + 10)
  }
  if (protocol === IPPROTO_UDP) write16(bytes, transport + 6, 0)
  return `${packetText(packet)} ${Buffer.from(bytes).toString('hex')}`
}

const numbersOf = (packet: Packet): readonly number[] => [tcpSequenceOf(packet), tcpAcknowledgementOf(packet)]

/** The first packet of the kind that comes; a program takes a while to start on a busy machine. */
const awaited = async (isWanted: (packet: Packet) => boolean, already: readonly Seen[] = []): Promise<Packet> => {
  let seen = already
  for (let attempt = 0; attempt < 50; attempt++) {
    const found = seen.find(({ packet }) => isWanted(packet))
    if (found !== undefined) return found.packet
    seen = await wires.talk('watch 100')
  }
  throw new Error('nothing was sent')
}

const answerTo = async (packet: Packet): Promise<Packet> => {
  const seen = await wires.talk(`send 0 ${frameText(packet, hostMac, farMac)}`)
  return awaited(({ etherType }) => etherType === packet.etherType, seen)
}

describe.each(families)('%s', (family, own, far) => {
  const etherType = family === 'ipv4' ? ETH_P_IP : ETH_P_IPV6
  const run = async (script: string): Promise<Packet> => {
    const child = host.start([node, '-e', script])
    const packet = await awaited((sent) => sent.etherType === etherType)
    child.kill('SIGKILL')
    return packet
  }

  test('the first segment of a connection', async () => {
    const script = `require('net').connect({ host: '${far}', port: 5432, localAddress: '${own}', localPort: 40000 }).on('error', () => {})`
    const ends = { source: own, destination: far, sourcePort: 40000, destinationPort: 5432 }
    const ours = tcpPacket({ label: 'SYN', ...ends, flags: SYN })
    expect(lasting(await run(script))).toBe(lasting(ours))
    expect(ours.bytes.length).toBe(family === 'ipv4' ? 60 : 80)
  })

  test('a datagram', async () => {
    const script = `const s = require('dgram').createSocket('udp${family === 'ipv4' ? 4 : 6}'); s.bind(40001, '${own}', () => s.send('probe', 53, '${far}'))`
    const ends = { source: own, destination: far, sourcePort: 40001, destinationPort: 53 }
    const ours = udpPacket({ label: 'datagram', ...ends, payload: Buffer.from('probe') })
    expect(lasting(await run(script))).toBe(lasting(ours))
  })

  test('what answers a segment to a closed port', async () => {
    const ends = { source: far, destination: own, sourcePort: 40002, destinationPort: 81 }
    for (const flags of [SYN, ACK]) {
      const packet = tcpPacket({
        label: 'probe',
        ...ends,
        flags,
        payload: flags === ACK ? 5 : 0,
        acknowledgement: flags === ACK ? 77 : 0,
      })
      const answer = await answerTo(packet)
      const ours = resetFor(packet)
      if (ours === null) throw new Error('there is no answer')
      expect(numbersOf(answer)).toEqual(numbersOf(ours))
      expect(lasting(answer)).toBe(lasting(ours))
    }
  })

  test('what answers a segment to an open port', async () => {
    const script = `require('net').createServer().listen(82, '${own}', () => console.log('ready'))`
    const child = host.start([node, '-e', script])
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    const ends = { source: far, destination: own, sourcePort: 40003, destinationPort: 82 }
    const packet = tcpPacket({ label: 'probe', ...ends, flags: SYN })
    const answer = await answerTo(packet)
    child.kill('SIGKILL')
    expect(lasting(answer)).toBe(lasting(tcpAnswerTo(packet, { label: 'SYN-ACK', flags: SYN | ACK })))
  })

  test('the error about a datagram to a closed port', async () => {
    for (const [payload, tos] of [
      [3, 0],
      [1400, 0x4a],
    ] as const) {
      const packet = udpPacket({
        label: 'probe',
        source: far,
        destination: own,
        sourcePort: 40004,
        destinationPort: 83,
        payload,
        tos,
      })
      const answer = await answerTo(packet)
      const [type, code] = family === 'ipv4' ? [3, 3] : [1, 4]
      expect(lasting(answer)).toBe(lasting(icmpErrorFor(packet, { type, code, source: own })))
    }
  })

  test('the answer to an echo request', async () => {
    const packet = echoPacket({ label: 'probe', source: far, destination: own, identifier: 7, tos: 0x48 })
    const answer = await answerTo(packet)
    expect(lasting(answer)).toBe(lasting(echoReplyTo(packet)))
    expect(isFragment(answer)).toBe(false)
  })
})

test('what asks for an unknown neighbour', async () => {
  await print(host, 'ip', 'neighbour', 'flush', 'all')
  host.start([node, '-e', "require('net').connect({ host: '10.9.0.7', port: 1 }).on('error', () => {})"])
  const sent = await awaited((packet) => packet.etherType === ETH_P_ARP && destinationOf(packet) === '10.9.0.7')
  const ours = arpPacket({
    label: 'who has',
    operation: 'request',
    senderMac: hostMac,
    senderAddress: '10.9.0.1',
    targetAddress: '10.9.0.7',
  })
  expect(Buffer.from(sent.bytes).toString('hex')).toBe(Buffer.from(ours.bytes).toString('hex'))
  expect(packetText(ours)).toBe('arp who has 10.9.0.7 tell 10.9.0.1')
})

test('where an IPv6 neighbour is asked for', () => {
  const packet = neighbourSolicitation({
    label: 'who has',
    source: 'fd09::1',
    mac: hostMac,
    target: '2001:db8::12:3456',
  })
  expect(packetText(packet)).toBe('icmpv6 fd09::1 > ff02::1:ff12:3456 neighbour solicitation of 2001:db8::12:3456')
  expect(packet.link).toEqual({ source: hostMac, destination: '33:33:ff:12:34:56' })
})
