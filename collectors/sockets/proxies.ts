import { isIP } from 'node:net'
import { basename } from 'node:path'
import { readText } from '../procfs/read.ts'
import type { PortProxy, SocketOwner, SocketRecord } from './record.ts'

/** Names under which the engine starts its proxy; the second one, of rootless mode, runs the first. */
const programs: ReadonlySet<string> = new Set(['docker-proxy', 'rootlesskit-docker-proxy'])

const protocols = ['tcp', 'udp', 'sctp'] as const
const protocolOf = (name: string): PortProxy['protocol'] | undefined => protocols.find((protocol) => protocol === name)

/** Go's flag package: one or two dashes, the value behind `=` or as the next word. Flags without value are not followed by one. */
const valuesIn = (words: readonly string[]): ReadonlyMap<string, string> => {
  const values = new Map<string, string>()
  for (const [at, word] of words.entries()) {
    const [, name, value] = /^--?([a-z-]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name !== undefined) values.set(name, value ?? words[at + 1] ?? '')
  }
  return values
}

const portOf = (digits: string | undefined): number | null => {
  const port = digits !== undefined && /^\d{1,5}$/.test(digits) ? Number(digits) : 0
  return port > 0 && port < 65_536 ? port : null
}

const addressOf = (word = '0.0.0.0'): string | null => (isIP(word) === 0 ? null : word)

/**
 * What a `/proc/PID/cmdline` says that it proxies (moby: cmd/docker-proxy/main_linux.go, whose defaults these are); null for
 * any other program, and for one that could not work.
 */
export const parseProxy = (cmdline: string, pid: number): PortProxy | null => {
  const [program = '', ...words] = cmdline.split('\0')
  if (!programs.has(basename(program))) return null
  const values = valuesIn(words)
  const protocol = protocolOf(values.get('proto') ?? 'tcp')
  const hostAddress = addressOf(values.get('host-ip'))
  const containerAddress = addressOf(values.get('container-ip'))
  const hostPort = portOf(values.get('host-port'))
  const containerPort = portOf(values.get('container-port'))
  if (protocol === undefined || hostAddress === null || containerAddress === null) return null
  if (hostPort === null || containerPort === null) return null
  return { pid, protocol, hostAddress, hostPort, containerAddress, containerPort }
}

/**
 * The proxies among these processes; a file is read of each (3 µs). Any process may call itself so: one of a container is
 * told from the engine's by the namespace that its socket is in.
 */
export const readProxies = (proc: string, pids: readonly number[]): readonly PortProxy[] =>
  pids.flatMap((pid) => {
    const cmdline = readText(`${proc}/${pid}/cmdline`)
    const proxy = cmdline.code === undefined ? parseProxy(cmdline.value, pid) : null
    return proxy === null ? [] : [proxy]
  })

/**
 * With each proxy the socket that it listens on, among those of its namespace: its own one on that port, or else the one
 * that is bound to just that address: nobody else can be, whoever it was handed down by, or if its owner is not known.
 */
export const joinProxies = (
  proxies: readonly PortProxy[],
  sockets: readonly SocketRecord[],
  owners: ReadonlyMap<number, SocketOwner>,
): readonly PortProxy[] =>
  proxies.map((proxy) => {
    const fitting = sockets.filter((socket) => fits(proxy, socket))
    const socket =
      fitting.find(({ inode }) => owners.get(inode)?.pid === proxy.pid) ??
      fitting.find(({ local }) => local.address === proxy.hostAddress)
    return socket === undefined ? proxy : { ...proxy, inode: socket.inode }
  })

const fits = ({ protocol, hostPort }: PortProxy, { protocol: of, local, remote }: SocketRecord): boolean =>
  of === protocol && local.port === hostPort && remote === undefined
