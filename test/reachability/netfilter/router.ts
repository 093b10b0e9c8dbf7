import { execFileSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { macBytes } from '../../../agent/reachability/packet/address-bytes.ts'
import { destinationOf } from '../../../agent/reachability/packet/fields.ts'
import { packetOf } from '../../../agent/reachability/packet/layout.ts'
import { ETH_P_IPV6, type Packet } from '../../../agent/reachability/packet/packet.ts'
import { eachConntrackEntry } from '../../../collectors/netfilter/conntrack/read-entries.ts'
import type { ConntrackEntry } from '../../../collectors/netfilter/conntrack/record.ts'
import { Turns } from '../../../collectors/turns.ts'
import { print } from '../../kernel/print.ts'
import type { Lab, Space } from '../../lab/lab.ts'
import { connectionIn } from '../../netfilter/conntrack/connection-in.ts'

/** A namespace that forwards between two wires, at whose other ends nobody answers: the test puts in frames, and sees what comes out. */
export interface Router {
  readonly space: Space
  /** Puts a packet on a wire; gives what came out, by wire. */
  readonly send: (wire: 0 | 1, packet: Packet) => Promise<readonly Seen[]>
  /** What a busy machine had not forwarded yet. */
  readonly late: () => Promise<readonly Seen[]>
  readonly connections: () => Promise<readonly ConntrackEntry[]>
  readonly close: () => void
}

export interface Seen {
  readonly wire: number
  readonly packet: Packet
}

/** What comes out of a program of `wire.c`, and what goes in. */
export interface Wires {
  /** A line for the program; gives the frames that came in before it was done. */
  readonly talk: (line: string) => Promise<readonly Seen[]>
  readonly close: () => void
}

/** Opens devices of a namespace. */
export const openWires = async (space: Space, devices: readonly string[]): Promise<Wires> => {
  const program = `${space.run.directory}/wire`
  execFileSync('gcc', ['-o', program, fileURLToPath(new URL('wire.c', import.meta.url))])
  const child = space.start([program, ...devices.flatMap((device) => [space.path, device])])
  if (child.stdin === null || child.stdout === null) throw new Error('the wires have no pipes')
  const { stdin } = child
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  await lines.next()
  return {
    talk: async (line) => {
      stdin.write(`${line}\n`)
      const seen: Seen[] = []
      for (;;) {
        const { value, done } = await lines.next()
        if (done === true) throw new Error('the wires were cut')
        const [word, which = '', hex = ''] = value.split(' ')
        if (word === 'done') return seen
        const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
        const etherType = ((bytes[12] ?? 0) << 8) | (bytes[13] ?? 0)
        const packet = packetOf('seen', etherType, bytes.slice(14))
        // Hosts tell their groups (MLD) whenever they like.
        if (etherType !== ETH_P_IPV6 || !destinationOf(packet).startsWith('ff'))
          seen.push({ wire: Number(which), packet })
      }
    },
    close: () => {
      stdin.end()
    },
  }
}

/** A frame for `send`. */
export const frameText = (
  { etherType, bytes }: Pick<Packet, 'etherType' | 'bytes'>,
  to: string,
  from: string,
): string => {
  const type = Uint8Array.of(etherType >> 8, etherType & 0xff)
  return Buffer.concat([macBytes(to), macBytes(from), type, bytes]).toString('hex')
}

export const routerMacs = ['02:00:00:00:0a:01', '02:00:00:00:0b:01'] as const
export const farMac = '02:00:00:00:0c:01'

/** What keeps the router from sending anything by itself, and from looking at sequence numbers. */
const sysctls = [
  'net.ipv4.ip_forward=1',
  'net.ipv6.conf.all.forwarding=1',
  ...['all', 'default', 'wa', 'wb'].flatMap((name) => [
    `net.ipv4.conf.${name}.rp_filter=0`,
    `net.ipv4.conf.${name}.send_redirects=0`,
    `net.ipv4.conf.${name}.route_localnet=0`,
  ]),
  'net.netfilter.nf_conntrack_tcp_be_liberal=1',
]

export const openRouter = async (lab: Lab, name: string): Promise<Router> => {
  const { containers } = await lab.manyNamespaces(2, name)
  const [space, far] = containers
  if (space === undefined || far === undefined) throw new Error('the lab made no namespaces')
  await print(far, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1')
  const ends = ['wa', 'wb'].flatMap((device, at) => [
    `link add ${device} address ${routerMacs[at]} type veth peer name far-${device} address ${farMac} netns ${far.netns}`,
    `link set ${device} up arp off addrgenmode none`,
    `address add 10.${at + 1}.0.1/16 dev ${device}`,
    `address add fd00:${at + 1}::1/64 dev ${device} nodad`,
  ])
  await print(space, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=0', 'net.ipv6.conf.default.disable_ipv6=0')
  const own = await space.exec(['ip', '-batch', '-'], { input: ['link delete eth0', ...ends, ''].join('\n') })
  const other = await far.exec(['ip', '-batch', '-'], { input: 'link set far-wa up\nlink set far-wb up\n' })
  if (own.status !== 0 || other.status !== 0) throw new Error(own.stderr + other.stderr)
  for (const setting of sysctls) await print(space, 'sysctl', '-qw', setting)

  const wires = await openWires(far, ['far-wa', 'far-wb'])
  return {
    space,
    send: (wire, packet) => wires.talk(`send ${wire} ${frameText(packet, routerMacs[wire], farMac)}`),
    late: () => wires.talk('watch 300'),
    connections: async () => {
      using connection = connectionIn(space)
      const found: ConntrackEntry[] = []
      await eachConntrackEntry(connection, { filter: {}, visit: (entry) => found.push(entry) }, new Turns())
      return found
    },
    close: wires.close,
  }
}
