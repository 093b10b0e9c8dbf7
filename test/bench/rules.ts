import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { NETLINK_NETFILTER, openNetlink, type Transport } from '../../collectors/linux/socket.ts'
import { openTableSocket } from '../../collectors/linux/xtables-socket.ts'
import { readNftables } from '../../collectors/netfilter/nftables/read-nftables.ts'
import type { NftTable } from '../../collectors/netfilter/nftables/record.ts'
import { readLegacyTables } from '../../collectors/netfilter/xtables/legacy/read.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { encodeRequest } from '../../collectors/netlink/request.ts'
import type { Lab } from '../lab/lab.ts'
import { median } from './median.ts'

/** CPU for reading one ruleset, in milliseconds. */
export interface RulesCost {
  readonly what: string
  /** The kernel's answers received, and nothing done with them. */
  readonly raw: number
  /** Read and decoded; the first time in a process that has read another ruleset before, and once it is known. */
  readonly first: number
  readonly again: number
}

const rules = 1000
const elements = 10_000

interface Ruleset {
  readonly what: string
  readonly command: readonly string[]
  readonly input: string
  /** @param found what `read` answered */
  readonly raw: (found: readonly NftTable[]) => void
  readonly read: () => readonly NftTable[]
}

const address = (i: number): string => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`

const ruleLines = Array.from({ length: rules }, (_, i) =>
  [
    `-A FORWARD -d ${address(i)}/32 ! -i br0 -o br0 -p tcp -m tcp --dport ${1024 + i} -j ACCEPT`,
    `-A FORWARD -s ${address(i)}/32 -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "rule ${i}" -j ACCEPT`,
    `-A FORWARD -i eth0 -p udp -m multiport --dports 53,${1024 + i} -j DROP`,
  ].at(i % 3),
)
const restore = `*filter\n${ruleLines.join('\n')}\nCOMMIT\n`

const nativeLines = Array.from({ length: rules }, (_, i) =>
  [
    `ip daddr ${address(i)} iifname != "br0" oifname "br0" tcp dport ${1024 + i} counter accept`,
    `ip saddr ${address(i)} ct state related,established counter accept comment "rule ${i}"`,
    `iifname "eth0" udp dport { 53, ${1024 + i} } counter drop`,
  ].at(i % 3),
)
const native = `table inet bench { chain forward { type filter hook forward priority 0; policy accept;\n${nativeLines.join('\n')}\n}\n}\n`

const listed = Array.from({ length: elements }, (_, i) => address(i)).join(', ')
const set = `table ip bench { set many { type ipv4_addr\nelements = { ${listed} }\n}\n}\n`

/** linux/netfilter/nf_tables.h: tables, chains, rules, sets, objects, flowtables. */
const nftDumps = [1, 4, 7, 10, 19, 23].map((message) => (10 << 8) | message)
const GETSETELEM = (10 << 8) | 13
const buffer = new Uint8Array(64 * 1024)
const NLM_F_DUMP = 0x300
const NLMSG_DONE = 3

const receiveDump = (transport: Transport, request: Buffer): void => {
  transport.send(request)
  const view = new DataView(buffer.buffer)
  for (let done = false; !done; ) {
    const length = transport.receive(buffer)
    for (let at = 0; at < length; at += (view.getUint32(at, true) + 3) & ~3)
      if (view.getUint16(at + 4, true) <= NLMSG_DONE) done = true
  }
}

const dump = (type: number, attributes: readonly (readonly [number, Uint8Array])[] = [], family = 0): Buffer =>
  encodeRequest({ type, flags: NLM_F_DUMP, header: Uint8Array.of(family, 0, 0, 0), attributes })

const families: { readonly [family: string]: number } = { inet: 1, ip: 2 }

/** The same dumps as ours: one for each kind of thing, and one for the elements of each set. */
const receiveNft = (tables: readonly NftTable[]): void => {
  using transport = openNetlink(NETLINK_NETFILTER)
  for (const type of nftDumps) receiveDump(transport, dump(type))
  for (const { family, name, sets } of tables)
    for (const set of sets) {
      const attributes = [name, set.name].map((text, at) => [at + 1, Buffer.from(`${text}\0`)] as const)
      receiveDump(transport, dump(GETSETELEM, attributes, families[family]))
    }
}

const readNft = (): readonly NftTable[] => {
  using connection = new NetlinkConnection(openNetlink(NETLINK_NETFILTER))
  return readNftables(connection).tables
}

/** struct ipt_getinfo and struct ipt_get_entries, linux/netfilter_ipv4/ip_tables.h */
const receiveLegacy = (): void => {
  using socket = openTableSocket('ipv4')
  const info = Buffer.alloc(84)
  info.write('filter')
  socket.ask('info', info)
  const size = info.readUInt32LE(80)
  const entries = Buffer.alloc(40 + size)
  entries.write('filter')
  entries.writeUInt32LE(size, 32)
  socket.ask('entries', entries)
}

const rulesets: readonly Ruleset[] = [
  {
    what: `${rules} rules of iptables-nft`,
    command: ['iptables-nft-restore'],
    input: restore,
    raw: receiveNft,
    read: readNft,
  },
  {
    what: `${rules} rules of nftables`,
    command: ['nft', '-f', '-'],
    input: native,
    raw: receiveNft,
    read: readNft,
  },
  {
    what: `${rules} rules of iptables-legacy`,
    command: ['iptables-legacy-restore'],
    input: restore,
    raw: receiveLegacy,
    read: () => {
      readLegacyTables()
      return []
    },
  },
  {
    what: `${elements} elements of a set`,
    command: ['nft', '-f', '-'],
    input: set,
    raw: receiveNft,
    read: readNft,
  },
]

/** Each ruleset in a namespace of its own. */
export const measureRules = async (lab: Lab, rounds: number): Promise<readonly RulesCost[]> => {
  const { containers } = await lab.manyNamespaces(rulesets.length)
  const costs: RulesCost[] = []
  for (const [at, { what, command, input, raw, read }] of rulesets.entries()) {
    const container = containers[at]
    if (container === undefined) throw new Error('the lab has too few namespaces')
    const { status, stderr } = await container.exec(command, { input })
    if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
    using home = openNamespace('/proc/thread-self/ns/net')
    using namespace = openNamespace(container.path)
    visit(namespace, home, () => {
      const first = cpu(read)
      const found = read()
      const pairs = Array.from({ length: rounds }, () => [cpu(() => raw(found)), cpu(read)] as const)
      costs.push({ what, first, raw: median(pairs.map(([one]) => one)), again: median(pairs.map(([, two]) => two)) })
    })
  }
  return costs
}

/** Milliseconds of CPU; several times, because the clock of the CPU is coarse. */
const times = 10

const cpu = (work: () => unknown): number => {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / times
}
