import { rulesetOf } from '../../agent/firewall/ruleset/build.ts'
import type { Ruleset } from '../../agent/firewall/ruleset/record.ts'
import { blankContainer } from '../../collectors/containers/blank-container.ts'
import type { Endpoint, Network } from '../../collectors/containers/record.ts'
import { readIpsets } from '../../collectors/netfilter/ipset/read-ipsets.ts'
import type { Ipset } from '../../collectors/netfilter/ipset/record.ts'
import type { NftTable } from '../../collectors/netfilter/nftables/record.ts'
import type { LegacyTable } from '../../collectors/netfilter/xtables/legacy/decode.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { Turns } from '../../collectors/turns.ts'
import { iptablesSave } from '../../exporters/formats/iptables-save/iptables-save.ts'
import { exampleSnapshot } from '../exporters/example-snapshot.ts'
import { readLegacyAt, readNftAt, savedLines } from '../kernel/iptables-compared.ts'
import { connectionIn } from '../netfilter/conntrack/connection-in.ts'

/** All rules and sets of a namespace. */
export interface HeldRules {
  readonly nft: readonly NftTable[]
  readonly legacy: readonly LegacyTable[]
  readonly sets: readonly Ipset[]
}

/** Reads them, inside. @throws when something was malformed, or changed meanwhile */
export const heldRules = async (place: { readonly path: string }): Promise<HeldRules> => {
  const nft = readNftAt(place.path)
  const legacy = readLegacyAt(place.path)
  using connection = connectionIn(place)
  const { sets, malformed } = await readIpsets(connection, new Turns())
  const wrong = [...nft.malformed, ...legacy.malformed, ...malformed]
  if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join('; '))
  if (nft.interrupted) throw new Error('the rules changed while they were read')
  return { nft: nft.tables, legacy: legacy.tables, sets }
}

/** The lines of all save programs, with counters and without comments. */
export const ourLines = ({ nft, legacy, sets }: HeldRules): readonly string[] => {
  const names = new Map(sets.map(({ index, name }) => [index, name]))
  return savedLines(
    iptablesSave({ title: 'x', nft, legacy }, { counters: true, setName: (index) => names.get(index) ?? null }),
  )
}

/** For rules that name neither interfaces by index nor cgroups nor times. */
export const nowhere = { interfaceName: () => null, cgroupPath: () => null, utcOffset: () => 0 }

/** What `nft -j -a list ruleset` prints, but for the version. */
export const nftObjects = (json: string): readonly object[] => {
  const { nftables }: { readonly nftables: readonly object[] } = JSON.parse(json)
  return nftables.filter((entry) => !('metainfo' in entry))
}

/** The only namespace of the snapshots made here. */
const netns = '1'

const emptySnapshot: Snapshot = {
  ...exampleSnapshot,
  engine: null,
  containers: [],
  networks: [],
  links: [],
  addresses: [],
  fdb: [],
  namespaces: [{ id: netns, inode: 100, names: ['x'], pids: [], root: false, holder: 'name' }],
}

/** What Docker tells of a host. */
export type DockerScene = Pick<Snapshot, 'engine' | 'networks' | 'containers'>

/** A snapshot of one namespace that has these rules. */
export const snapshotOf = ({ nft, legacy, sets }: HeldRules, scene: Partial<DockerScene> = {}): Snapshot => ({
  ...emptySnapshot,
  ...scene,
  nftables: nft.map((table) => ({ netns, ...table })),
  xtables: legacy.map((table) => ({ netns, ...table })),
  ipsets: sets.map((set) => ({ netns, ...set })),
})

/** The rules as netloupe tells them. */
export const rulesetIn = (held: HeldRules, scene?: Partial<DockerScene>): Ruleset =>
  rulesetOf(snapshotOf(held, scene), { netns, key: 'netns:100', title: 'x', usage: null })

/** Networks by name, each with its bridge, its subnet and its containers' addresses by name; the engine is in the same namespace. */
export const dockerScene = (networks: {
  readonly [name: string]: readonly [bridge: string, subnet: string, containers: { readonly [name: string]: string }]
}): DockerScene => {
  const network = ([name, [bridge, subnet]]: [string, readonly [string, string, object]]): Network => ({
    ...blankNetwork,
    id: name,
    name,
    bridge,
    subnets: [{ subnet, gateway: '', ipRange: '' }],
  })
  return {
    engine: { address: 'unix:///docker.sock', version: '29.0.0', apiVersion: '1.52', pid: 50, netns },
    networks: Object.entries(networks).map(network),
    containers: Object.entries(networks).flatMap(([networkName, [, , containers]]) =>
      Object.entries(containers).map(([name, ipv4]) => ({
        ...blankContainer({ id: name, runtime: 'docker', name }),
        state: 'running' as const,
        netns: `of ${name}`,
        endpoints: [{ ...blankEndpoint, networkId: networkName, networkName, ipv4 }],
      })),
    ),
  }
}

const blankNetwork: Network = {
  id: '',
  name: '',
  driver: 'bridge',
  scope: 'local',
  internal: false,
  attachable: false,
  ingress: false,
  ipv6: false,
  createdAt: '',
  subnets: [],
  options: {},
  labels: {},
}

const blankEndpoint: Omit<Endpoint, 'networkId' | 'networkName' | 'ipv4'> = {
  endpointId: '',
  mac: '',
  ipv4PrefixLength: 24,
  ipv6: '',
  ipv6PrefixLength: 0,
  gateway: '',
  ipv6Gateway: '',
  aliases: [],
  dnsNames: [],
  links: [],
}
