import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressTypeOf } from '../../../agent/reachability/routing/address-type.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { prepare, type Seen } from './prepare.ts'
import type { RandomRouting } from './random-routing.ts'

const types = ['unicast', 'local', 'broadcast', 'anycast', 'multicast'] as const

const ipv4: RandomRouting = {
  lines: [
    'link set lo up',
    'link add d0 type veth peer name p0',
    'link set d0 up',
    'link set p0 up',
    'link add d1 type veth peer name p1',
    'link set d1 up',
    'link set p1 up',
    'addr add 10.0.0.1/24 brd + dev d0',
    'addr add 10.1.0.1/16 dev d1',
    'addr add 10.0.0.9/24 dev d0',
    'addr add 10.5.0.1/24 dev lo',
    'route add local 10.6.0.0/16 dev lo',
    'route add 10.6.7.0/24 dev d0',
    'route add broadcast 10.7.0.9 dev d0 table local',
    'route add default dev d0',
  ],
  sysctls: [],
  addresses: [
    ...['10.0.0.1', '10.0.0.2', '10.0.0.9', '10.0.0.255', '10.0.0.0', '10.1.0.1', '10.1.255.255', '10.1.0.0'],
    ...['10.5.0.1', '10.5.0.77', '10.5.1.1', '10.6.1.1', '10.6.7.1', '10.7.0.9', '127.0.0.1', '127.3.4.5'],
    ...['8.8.8.8', '224.0.0.1', '239.9.9.9', '255.255.255.255'],
  ],
  devices: ['d0', 'd1'],
}

const ipv6: RandomRouting = {
  lines: [
    'link set lo up',
    'link add d0 type veth peer name p0',
    'link set d0 up',
    'link set p0 up',
    'addr add fd00:1::1/64 dev d0 nodad',
    'addr add fd00:2::1/64 dev d0 nodad',
    'addr add fd00:3::1/128 dev lo nodad',
    'route add local fd00:6::/64 dev lo',
    'route add default dev d0',
  ],
  sysctls: [['ipv6/conf/all/forwarding', 1]],
  addresses: [
    'fd00:1::1',
    'fd00:1::2',
    'fd00:1::',
    'fd00:2::1',
    'fd00:2::',
    'fd00:3::1',
    'fd00:3::',
    'fd00:6::77',
    'fd00:7::1',
    '::1',
    '2001:db8::1',
  ],
  devices: ['d0'],
}

let lab: Lab
let places: { readonly ipv4: Seen; readonly ipv6: Seen }

beforeAll(async () => {
  lab = await openLab()
  const [first] = await prepare(lab, 4, [ipv4])
  const [second] = await prepare(lab, 6, [ipv6])
  if (first === undefined || second === undefined) throw new Error('a place is missing')
  places = { ipv4: first, ipv6: second }
})
afterAll(() => lab[Symbol.asyncDispose]())

/** Sends a datagram to each; who cannot be sent to is left out. */
const sender = (socket: string, addresses: readonly string[]): string => `
const socket = require('node:dgram').createSocket('${socket}')
socket.bind(() => {
  if ('${socket}' === 'udp4') socket.setBroadcast(true)
  let left = ${addresses.length}
  for (const address of ${JSON.stringify(addresses)})
    socket.send('x', 9, address, () => { if (--left === 0) socket.close() })
})`

/** The types that the kernel gives the addresses, as the rules of a firewall see them; with a device, as that alone sees them. */
const typesByKernel = async (
  { place, routing }: Seen,
  family: 'ip' | 'ip6',
  key: string,
): Promise<Map<string, string>> => {
  const type = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr'
  const sets = types.map((name) => `set ${name}s { type ${type}; flags dynamic; size 1000; }`)
  const rules = types.map((name) => `fib ${key} type ${name} add @${name}s { ${family} daddr }`)
  const table = `table ${family} types { ${sets.join('\n')}\nchain out { type filter hook output priority 0;\n${rules.join('\n')}\n}\n}`
  const loaded = await place.exec(['nft', '-f', '-'], { input: `${table}\n` })
  if (loaded.status !== 0) throw new Error(loaded.stderr)
  const sent = await place.exec([process.execPath, '-e', sender(family === 'ip' ? 'udp4' : 'udp6', routing.addresses)])
  if (sent.status !== 0) throw new Error(sent.stderr)
  const listed = await place.exec(['nft', '-j', 'list', 'table', family, 'types'])
  await place.exec(['nft', 'delete', 'table', family, 'types'])
  const found = new Map<string, string>()
  for (const { set } of JSON.parse(listed.stdout).nftables)
    for (const element of set?.elem ?? []) {
      const address: string = element.elem?.val ?? element
      // The kernel itself sends, too: reports of its groups.
      if (routing.addresses.includes(address)) found.set(address, set.name.slice(0, -1))
    }
  return found
}

const compare = (real: Map<string, string>, { routing, space }: Seen, device: string | null) => {
  const asked = routing.addresses.filter((address) => real.has(address))
  const own = device === null ? null : (space.deviceNamed(device) ?? null)
  expect(asked.map((address) => `${address} ${addressTypeOf(space, address, own)}`)).toEqual(
    asked.map((address) => `${address} ${real.get(address)}`),
  )
  return asked.length
}

test('what an IPv4 address is to the namespace', async () => {
  const real = await typesByKernel(places.ipv4, 'ip', 'daddr')
  expect(new Set(real.values())).toEqual(new Set(['unicast', 'local', 'broadcast', 'multicast']))
  expect(compare(real, places.ipv4, null)).toBeGreaterThan(17)
})

test('what an IPv4 address is to the device by which it goes out', async () => {
  const real = await typesByKernel(places.ipv4, 'ip', 'daddr . oif')
  const byD0 = new Map(
    [...real].filter(([address]) => /^(10\.0\.0\.(2|255)|10\.6\.7\.1|10\.7\.0\.9|8\.8\.8\.8)$/.test(address)),
  )
  expect(compare(byD0, places.ipv4, 'd0')).toBe(5)
  const byLo = new Map(
    [...real].filter(([address]) => /^(10\.0\.0\.1|10\.1\.0\.1|10\.5\.0\.77|127\.3\.4\.5)$/.test(address)),
  )
  expect(compare(byLo, places.ipv4, 'lo')).toBe(4)
})

test('what an IPv6 address is to the namespace', async () => {
  const real = await typesByKernel(places.ipv6, 'ip6', 'daddr')
  expect(new Set(real.values())).toEqual(new Set(['unicast', 'local', 'anycast']))
  expect(compare(real, places.ipv6, null)).toBeGreaterThan(8)
})
