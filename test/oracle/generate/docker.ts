import type { TablePlan } from '../plan.ts'
import type { Draft, SpaceDraft } from './draft.ts'
import type { Backend } from './iptables.ts'

/** The rules of a Docker engine for the bridges of a host: published ports, isolation, masquerading. */
export const drawDocker = (draft: Draft, host: SpaceDraft, backend: Backend): void => {
  const { random, chance } = draft
  const bridges = draft.places
    .filter(({ space, device, family }) => space === host.name && device.startsWith('br') && family === 'ipv4')
    .map(({ device, address }) => ({ device, subnet: address.replace(/\d+$/, '0/24') }))
  const members = draft.places.filter(
    ({ space, address, family }) =>
      space !== host.name && family === 'ipv4' && bridges.some(({ subnet }) => sameSubnet(subnet, address)),
  )
  const publications = Array.from({ length: members.length === 0 ? 0 : random.below(4) }, () => {
    const member = random.of(members)
    const listeners = draft.listeners.filter(({ space }) => space === member.space)
    const listener = listeners.length > 0 && chance(85) ? random.of(listeners) : { port: 80, protocol: 'tcp' as const }
    return { member, listener, port: 18_000 + random.below(1000) }
  })
  const style = random.of(['20.10', '28', '29'] as const)
  const own = draft.places.filter(({ space, family }) => space === host.name && family === 'ipv4')
  for (const { listener, port } of publications)
    for (const { address } of own) draft.published.push({ address, port, protocol: listener.protocol })
  const published = publications.map(({ member, listener, port }) => ({
    bridge: bridges.find(({ subnet }) => sameSubnet(subnet, member.address))?.device ?? 'br0',
    protocol: listener.protocol,
    address: member.address,
    inside: listener.port,
    port,
  }))
  const isInternal = new Set(draft.some(bridges, 12).map(({ device }) => device))
  const withoutIcc = new Set(draft.some(bridges, 15).map(({ device }) => device))
  const open = bridges.filter(({ device }) => !isInternal.has(device))
  const hasProxy = chance(60)
  const nat: TablePlan = {
    tool: `iptables-${backend}`,
    table: 'nat',
    chains: ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT', 'DOCKER -'],
    rules: [
      '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
      `-A OUTPUT ${hasProxy ? '! -d 127.0.0.0/8 ' : ''}-m addrtype --dst-type LOCAL -j DOCKER`,
      ...open.map(({ device, subnet }) => `-A POSTROUTING -s ${subnet} ! -o ${device} -j MASQUERADE`),
      ...(hasProxy
        ? []
        : open.map(({ device }) => `-A POSTROUTING -o ${device} -m addrtype --src-type LOCAL -j MASQUERADE`)),
      ...(hasProxy && style !== '29' ? open.map(({ device }) => `-A DOCKER -i ${device} -j RETURN`) : []),
      ...published.map(
        ({ bridge, protocol, port, address, inside }) =>
          `-A DOCKER ${hasProxy ? `! -i ${bridge} ` : ''}-p ${protocol} -m ${protocol} --dport ${port} -j DNAT --to-destination ${address}:${inside}`,
      ),
    ],
  }
  const accepts = published.map(
    ({ bridge, protocol, address, inside }) =>
      `-A DOCKER -d ${address}/32 ! -i ${bridge} -o ${bridge} -p ${protocol} -m ${protocol} --dport ${inside} -j ACCEPT`,
  )
  const isolation = bridges
    .filter(({ device }) => isInternal.has(device))
    .flatMap(({ device, subnet }) => [
      `-A DOCKER-ISOLATION ! -s ${subnet} -o ${device} -j DROP`,
      `-A DOCKER-ISOLATION ! -d ${subnet} -i ${device} -j DROP`,
    ])
  const between =
    style === '29'
      ? []
      : open.flatMap(({ device }) => [
          `-A DOCKER-ISOLATION -i ${device} ! -o ${device} -j DOCKER-ISOLATION-2`,
          `-A DOCKER-ISOLATION-2 -o ${device} -j DROP`,
        ])
  const forward = bridges.flatMap(({ device }) => [
    `-A FORWARD -o ${device} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
    `-A FORWARD -o ${device} -j DOCKER`,
    `-A FORWARD -i ${device} ! -o ${device} -j ACCEPT`,
    `-A FORWARD -i ${device} -o ${device} -j ${withoutIcc.has(device) ? 'DROP' : 'ACCEPT'}`,
  ])
  const filter: TablePlan = {
    tool: `iptables-${backend}`,
    table: 'filter',
    chains: [
      'INPUT ACCEPT',
      `FORWARD ${chance(75) ? 'DROP' : 'ACCEPT'}`,
      'OUTPUT ACCEPT',
      ...['DOCKER', 'DOCKER-USER', 'DOCKER-ISOLATION', 'DOCKER-ISOLATION-2'].map((name) => `${name} -`),
    ],
    rules: [
      '-A FORWARD -j DOCKER-USER',
      '-A FORWARD -j DOCKER-ISOLATION',
      ...forward,
      ...accepts,
      ...(style === '20.10' ? [] : bridges.map(({ device }) => `-A DOCKER ! -i ${device} -o ${device} -j DROP`)),
      ...isolation,
      ...between,
      ...(chance(25)
        ? [
            `-A DOCKER-USER -d ${random.of(draft.places.filter(({ family }) => family === 'ipv4')).address} -j ${random.of(['DROP', 'REJECT'])}`,
          ]
        : []),
    ],
  }
  const direct =
    style === '20.10'
      ? []
      : published.map(({ address, bridge }) => `-A PREROUTING -d ${address}/32 ! -i ${bridge} -j DROP`)
  host.tables.push(nat, filter)
  if (direct.length > 0)
    host.tables.push({
      tool: `iptables-${backend}`,
      table: 'raw',
      chains: ['PREROUTING ACCEPT', 'OUTPUT ACCEPT'],
      rules: direct,
    })
  if (!hasProxy) host.settings.push(...open.map(({ device }) => `net/ipv4/conf/${device}/route_localnet=1`))
}

const sameSubnet = (subnet: string, address: string): boolean => address.replace(/\d+$/, '0/24') === subnet
