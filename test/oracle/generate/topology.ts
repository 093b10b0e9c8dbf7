import { addAddress, type Draft, defaultRoute, nth, type SpaceDraft } from './draft.ts'

/** A bridge of a host: what its containers have to know. */
interface Network {
  readonly host: SpaceDraft
  readonly bridge: string
  readonly v4: string
  readonly v6: string | null
  members: number
}

const uplinkNets = ['198.51.100.', '192.0.2.'] as const
const uplinkNets6 = ['2001:db8:1::', '2001:db8:2::'] as const

/** Hosts with bridges and containers, the world, what joins them; addresses and the usual routes. */
export const drawTopology = (draft: Draft): void => {
  const { random, chance } = draft
  const hasV6 = chance(60)
  const host = draft.space('host', 'host')
  const world = draft.space('world', 'outside')
  const networks = drawHost(draft, host, 0, 1 + random.below(3), 2 + random.below(4), hasV6)
  joinWorld(draft, host, world, 0, hasV6)
  const second = chance(45) ? draft.space('second', 'host') : null
  const others =
    second === null ? [] : drawHost(draft, second, 5, 1 + random.below(2), 1 + random.below(2), hasV6 && chance(70))
  if (second !== null) {
    joinWorld(draft, second, world, 1, hasV6)
    if (chance(60)) joinHosts(draft, host, second, networks, others)
    if (chance(60)) drawOverlay(draft, host, second)
  }
  world.early.push('net/ipv4/ip_forward=1', 'net/ipv6/conf/all/forwarding=1')
  if (chance(50)) routesBack(draft, world, networks, 0)
  if (chance(50)) routesBack(draft, world, others, 1)
  addAddress(draft, world, 'lo', '203.0.113.9', 32)
  if (hasV6) addAddress(draft, world, 'lo', '2001:db8:9::9', 128)
  if (chance(35)) drawMacvlan(draft, host)
}

const drawHost = (draft: Draft, host: SpaceDraft, at: number, bridges: number, containers: number, hasV6: boolean) => {
  const { random, chance } = draft
  if (!chance(6)) host.early.push('net/ipv4/ip_forward=1')
  if (hasV6 && !chance(6)) host.early.push('net/ipv6/conf/all/forwarding=1')
  const networks = Array.from({ length: bridges }, (_, index): Network => {
    const network: Network = {
      host,
      bridge: `br${at + index}`,
      v4: `10.${20 + at + index}.0.`,
      v6: hasV6 && chance(80) ? `fd00:${at + index + 1}::` : null,
      members: 1,
    }
    const mac = draft.mac()
    host.links.push(`link add ${network.bridge} address ${mac} type bridge`, `link set ${network.bridge} up`)
    addAddress(draft, host, network.bridge, nth(network.v4, 1), 24)
    if (network.v6 !== null) addAddress(draft, host, network.bridge, nth(network.v6, 1), 64)
    draft.ports.push({ space: host.name, device: network.bridge, mac, kind: 'bridge' })
    return network
  })
  for (let number = 0; number < containers; number++) {
    const space = draft.space(`c${at + number}`, 'container')
    const joined = networks.filter((_, index) => index === number % bridges || chance(25))
    for (const [index, network] of joined.entries()) drawNic(draft, space, network, index)
    const first = random.of(joined)
    if (!chance(6)) space.setup.push(defaultRoute(nth(first.v4, 1)))
    if (first.v6 !== null && !chance(6)) space.setup.push(defaultRoute(nth(first.v6, 1)))
    if (joined.length > 1 && chance(30)) space.early.push('net/ipv4/ip_forward=1', 'net/ipv6/conf/all/forwarding=1')
  }
  return networks
}

const drawNic = (draft: Draft, space: SpaceDraft, network: Network, index: number): void => {
  const { chance } = draft
  const mac = draft.mac()
  const [inner, outer] = [`eth${index}`, `v${space.name}${index}`]
  const outerMac = draft.mac()
  network.host.links.push(
    `link add ${outer} address ${outerMac} type veth peer name ${inner} address ${mac} netns <${space.name}>`,
    `link set ${outer} master ${network.bridge} up`,
  )
  space.setup.push(`link set ${inner} up`)
  network.members += 1
  addAddress(draft, space, inner, nth(network.v4, network.members), 24)
  if (network.v6 !== null) addAddress(draft, space, inner, nth(network.v6, network.members), 64)
  if (chance(8)) addAddress(draft, space, inner, nth(network.v4, network.members + 100), 24)
  const { bridge } = network
  draft.ports.push({ space: network.host.name, device: outer, mac: outerMac, kind: 'bridge-port', bridge })
  draft.ports.push({ space: space.name, device: inner, mac, kind: 'container', bridge })
}

const joinWorld = (draft: Draft, host: SpaceDraft, world: SpaceDraft, at: 0 | 1, hasV6: boolean): void => {
  const [mac, worldMac] = [draft.mac(), draft.mac()]
  host.links.push(
    `link add up0 address ${mac} type veth peer name down${at} address ${worldMac} netns <world>`,
    'link set up0 up',
  )
  world.setup.push(`link set down${at} up`)
  addAddress(draft, host, 'up0', nth(uplinkNets[at], 2), 24)
  addAddress(draft, world, `down${at}`, nth(uplinkNets[at], 1), 24)
  host.setup.push(defaultRoute(nth(uplinkNets[at], 1)))
  if (hasV6) {
    addAddress(draft, host, 'up0', nth(uplinkNets6[at], 2), 64)
    addAddress(draft, world, `down${at}`, nth(uplinkNets6[at], 1), 64)
    host.setup.push(defaultRoute(nth(uplinkNets6[at], 1)))
  }
  draft.ports.push({ space: host.name, device: 'up0', mac, kind: 'uplink' })
  draft.ports.push({ space: 'world', device: `down${at}`, mac: worldMac, kind: 'uplink' })
}

const routesTo = (networks: readonly Network[], v4: string, v6: string | null): string[] =>
  networks.flatMap((network) => [
    `route add ${network.v4}0/24 via ${v4}`,
    ...(network.v6 === null || v6 === null ? [] : [`-6 route add ${network.v6}/64 via ${v6}`]),
  ])

const routesBack = (draft: Draft, world: SpaceDraft, networks: readonly Network[], at: 0 | 1): void => {
  const hasV6 = draft.places.some(({ address }) => address === nth(uplinkNets6[at], 2))
  world.setup.push(...routesTo(networks, nth(uplinkNets[at], 2), hasV6 ? nth(uplinkNets6[at], 2) : null))
}

const joinHosts = (
  draft: Draft,
  host: SpaceDraft,
  second: SpaceDraft,
  networks: readonly Network[],
  others: readonly Network[],
): void => {
  const [mac, otherMac] = [draft.mac(), draft.mac()]
  host.links.push(
    `link add join0 address ${mac} type veth peer name join0 address ${otherMac} netns <second>`,
    'link set join0 up',
  )
  second.setup.push('link set join0 up')
  addAddress(draft, host, 'join0', '172.30.0.1', 30)
  addAddress(draft, second, 'join0', '172.30.0.2', 30)
  addAddress(draft, host, 'join0', 'fd00:99::1', 64)
  addAddress(draft, second, 'join0', 'fd00:99::2', 64)
  if (draft.chance(85)) host.setup.push(...routesTo(others, '172.30.0.2', 'fd00:99::2'))
  if (draft.chance(85)) second.setup.push(...routesTo(networks, '172.30.0.1', 'fd00:99::1'))
  draft.ports.push({ space: 'host', device: 'join0', mac, kind: 'uplink' })
  draft.ports.push({ space: 'second', device: 'join0', mac: otherMac, kind: 'uplink' })
}

/** One network over both hosts: a vxlan device on a bridge of each. */
const drawOverlay = (draft: Draft, host: SpaceDraft, second: SpaceDraft): void => {
  const { chance } = draft
  const learns = chance(60)
  const sides = [
    { side: host, own: nth(uplinkNets[0], 2), other: nth(uplinkNets[1], 2), name: 'o1' },
    { side: second, own: nth(uplinkNets[1], 2), other: nth(uplinkNets[0], 2), name: 'o2' },
  ]
  const members = sides.map(({ side, own, other, name }, at) => {
    const space = draft.space(name, 'container')
    const [mac, outerMac, bridgeMac] = [draft.mac(), draft.mac(), draft.mac()]
    const vni = chance(4) ? 43 : 42
    side.links.push(
      `link add ov0 address ${bridgeMac} type bridge`,
      'link set ov0 up',
      `link add vx0 type vxlan id ${vni} dstport 4789 srcport 61000 61999 ${chance(50) ? `local ${own}` : ''} ${learns ? `remote ${other}` : 'nolearning'}`,
      'link set vx0 mtu 1450 master ov0 up',
      `link add vo${at} address ${outerMac} type veth peer name eth0 address ${mac} netns <${name}>`,
      `link set vo${at} mtu 1450 master ov0 up`,
    )
    space.setup.push('link set eth0 mtu 1450 up')
    addAddress(draft, space, 'eth0', `10.77.0.${10 + at}`, 24)
    if (chance(40)) addAddress(draft, side, 'ov0', `10.77.0.${1 + at}`, 24)
    draft.ports.push({ space: side.name, device: `vo${at}`, mac: outerMac, kind: 'bridge-port', bridge: 'ov0' })
    draft.ports.push({ space: side.name, device: 'vx0', mac: '', kind: 'tunnel', bridge: 'ov0' })
    draft.ports.push({ space: name, device: 'eth0', mac, kind: 'container', bridge: 'ov0' })
    return { side, other, mac, address: `10.77.0.${10 + at}`, space }
  })
  if (learns) return
  for (const [at, { side, other, space }] of members.entries()) {
    const there = members[1 - at]
    if (there === undefined) continue
    if (!chance(8)) side.bridge.push(`fdb append 00:00:00:00:00:00 dev vx0 dst ${other}`)
    if (!chance(30)) side.bridge.push(`fdb append ${there.mac} dev vx0 dst ${chance(6) ? '192.0.2.77' : other} self`)
    if (chance(30)) space.setup.push(`neigh replace ${there.address} lladdr ${there.mac} dev eth0 nud permanent`)
  }
}

/** Containers right on the uplink, with an address of the world's subnet. */
const drawMacvlan = (draft: Draft, host: SpaceDraft): void => {
  const { random, chance } = draft
  const modes = ['bridge', 'bridge', 'bridge', 'private', 'vepa', 'passthru'] as const
  const mode = random.of(modes)
  const count = mode === 'passthru' ? 1 : 1 + random.below(2)
  for (let at = 0; at < count; at++) {
    const space = draft.space(`m${at}`, 'container')
    const mac = draft.mac()
    const own = mode === 'passthru' || chance(80) ? mode : random.of(['private', 'vepa', 'bridge'])
    host.links.push(
      `link add link up0 name mv${at} address ${mac} type macvlan mode ${own}`,
      `link set mv${at} netns <m${at}> name eth0`,
    )
    space.setup.push('link set eth0 up')
    addAddress(draft, space, 'eth0', nth(uplinkNets[0], 20 + at), 24)
    if (chance(50)) addAddress(draft, space, 'eth0', nth(uplinkNets6[0], 20 + at), 64)
    if (!chance(10)) space.setup.push(defaultRoute(nth(uplinkNets[0], 1)))
    draft.ports.push({ space: space.name, device: 'eth0', mac, kind: 'macvlan' })
  }
}
