import { describe, expect, it } from 'vitest'
import { buildTopology } from '../../../agent/topology/build.ts'
import type { Container, PublishedPort } from '../../../collectors/containers/record.ts'
import type { IpEntry, XtRule } from '../../../collectors/netfilter/xtables/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { XtTableRecord } from '../../../collectors/xtables.ts'
import { exampleSnapshot, ids } from '../../exporters/example-snapshot.ts'

/** The rule of each published port of the example's web container. */
const rulesOf = (ports: readonly PublishedPort[], changes: Partial<Snapshot> = {}, web: Partial<Container> = {}) => {
  const containers = exampleSnapshot.containers.map((container) =>
    container.id === ids.web ? { ...container, ports, ...web } : container,
  )
  const graph = buildTopology({ ...exampleSnapshot, containers, ...changes })
  return graph.mapEdges((_, edge) => (edge.kind === 'publishes' ? [edge.rule] : [])).flat()
}

const published = (hostIp: string, hostPort: number, containerPort: number): PublishedPort => ({
  protocol: 'tcp',
  hostIp,
  hostPort,
  containerPort,
})

const anything: IpEntry = {
  source: '0.0.0.0',
  sourceMask: '0.0.0.0',
  destination: '0.0.0.0',
  destinationMask: '0.0.0.0',
  inInterface: '',
  outInterface: '',
  protocol: 6,
  fragment: false,
  invert: {
    inInterface: false,
    outInterface: false,
    source: false,
    destination: false,
    fragment: false,
    protocol: false,
    trafficClass: false,
  },
}

/** `-d TO -p tcp --dport PORT -j DNAT --to-destination ADDRESS[:PORT]` */
const dnat = (to: string | null, [from, last = from]: readonly number[], address: string, port?: number): XtRule => ({
  packets: 0,
  bytes: 0,
  entry: to === null ? anything : { ...anything, destination: to, destinationMask: '255.255.255.255' },
  matches: [
    {
      kind: 'tcp',
      revision: 0,
      info: {
        sourcePorts: { from: 0, to: 65_535 },
        destinationPorts: { from: from ?? 0, to: last ?? 0 },
        option: 0,
        flagMask: 0,
        flagCompare: 0,
        invert: { sourcePorts: false, destinationPorts: false, flags: false, option: false },
      },
    },
  ],
  target: {
    kind: 'extension',
    extension: {
      kind: 'dnat',
      revision: 2,
      info: {
        minAddress: address,
        maxAddress: address,
        ...(port === undefined ? {} : { minPort: port, maxPort: port }),
        random: false,
        fullyRandom: false,
        persistent: false,
      },
    },
  },
})

const legacy = (...rules: readonly XtRule[]): Partial<Snapshot> => {
  const nat: XtTableRecord = {
    netns: '1',
    family: 'ipv4',
    name: 'nat',
    chains: [{ name: 'DOCKER', base: null, rules }],
  }
  return { nftables: [], xtables: [nat] }
}

const numbers = (...asked: Parameters<typeof rulesOf>): (number | null)[] =>
  rulesOf(...asked).map((rule) => rule?.number ?? null)

describe('the rule of a published port', () => {
  it('is told with its place and its words', () => {
    expect(rulesOf([published('0.0.0.0', 8080, 80)])).toEqual([
      {
        family: 'ip',
        table: 'nat',
        chain: 'DOCKER',
        number: 1,
        handle: 21,
        text: '! -i br-shop -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80',
      },
    ])
  })

  it('asks for the port, leads to the container and its port, and is of the family', () => {
    const ports = [
      published('0.0.0.0', 8081, 80),
      published('0.0.0.0', 8080, 81),
      published('::', 8080, 80),
      { ...published('0.0.0.0', 8080, 80), protocol: 'udp' } as const,
    ]
    expect(numbers(ports)).toEqual([null, null, null, null])
    expect(numbers([published('0.0.0.0', 8080, 80)], { addresses: [] }, { endpoints: [] })).toEqual([null])
  })

  it('is the one for the address on which the port is published', () => {
    const rules = legacy(dnat('127.0.0.1', [80], '172.18.0.2', 80), dnat(null, [80], '172.18.0.2', 80))
    const ports = [published('0.0.0.0', 80, 80), published('127.0.0.1', 80, 80), published('192.0.2.1', 80, 80)]
    expect(numbers(ports, rules)).toEqual([2, 1, 2])
  })

  it('may be for a range of ports, and leave the port as it is', () => {
    const rules = legacy(dnat(null, [7000, 7009], '172.18.0.2'), dnat(null, [8000, 8009], '172.18.0.9'))
    const ports = [
      published('', 7005, 7005),
      published('', 7010, 7010),
      published('', 7006, 80),
      published('', 8001, 8001),
    ]
    expect(numbers(ports, rules)).toEqual([1, null, null, null])
  })

  it('may lead to an address that only the kernel knows of', () => {
    expect(numbers([published('0.0.0.0', 8080, 80)], {}, { endpoints: [] })).toEqual([1])
  })

  it('is sought where the engine works, and where the host is', () => {
    const nat = exampleSnapshot.nftables.map((table) => ({ ...table, netns: '3' }))
    const { engine } = exampleSnapshot
    const ports = [published('0.0.0.0', 8080, 80)]
    expect(numbers(ports, { nftables: nat })).toEqual([null])
    expect(numbers(ports, { nftables: nat, engine: engine && { ...engine, netns: '3' } })).toEqual([1])
  })
})
