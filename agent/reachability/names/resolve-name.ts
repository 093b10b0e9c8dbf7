import type { Container } from '../../../collectors/containers/record.ts'
import type { NameFiles, ResolvConf } from '../../../collectors/name-files/record.ts'
import { isLoopback } from '../../firewall/prefix.ts'
import { canonical } from '../endpoint/resolve.ts'
import type { ProbeResult } from '../exchange/exchange.ts'
import { probe } from '../exchange/probe.ts'
import { isReached, leavesSnapshot } from '../exchange/verdict.ts'
import type { Scene } from '../scene/scene.ts'
import type { Space } from '../scene/space.ts'
import type { Step } from '../trial.ts'
import { namesOnNetworks } from './docker-names.ts'
import { embeddedServer, type NameFailure, type Resolution, type Resolver } from './names.ts'

const DNS = 53

/**
 * What a program in a container (or on the host) gets for a name: by `/etc/hosts`, then by the servers of `/etc/resolv.conf`, of
 * which Docker's own is looked into. Both C libraries ask in this order unless nsswitch.conf says otherwise.
 */
export const resolveName = (scene: Scene, space: Space, container: Container | null, name: string): Resolution => {
  const files = scene.snapshot.nameFiles?.find((one) => one.container === container?.id)
  if (files === undefined || (container === null && space !== scene.root)) {
    const nothing = { resolvConf: null, hosts: [] }
    return failed(name, { space, container, files: nothing }, [], { kind: 'files-unknown' })
  }
  const resolver = { space, container, files }
  const steps: Step[] = []
  const tell = (detail: string): void => void steps.push({ kind: 'name', space, detail: () => detail })
  const fixed = files.hosts.filter(({ names }) => names.some((one) => isSame(one, name)))
  if (fixed.length > 0) {
    const addresses = fixed.map(({ address }) => canonical(address))
    tell(`${name} is ${addresses.join(', ')} in /etc/hosts`)
    return { name, resolver, addresses, failure: null, steps }
  }
  const servers = files.resolvConf?.nameservers ?? []
  const [server] = servers
  if (files.resolvConf === null || server === undefined) return failed(name, resolver, steps, { kind: 'no-server' })
  tell(`${name} is not in /etc/hosts; /etc/resolv.conf names ${servers.join(', ')}`)
  return server === embeddedServer
    ? byEmbedded(scene, name, resolver, steps)
    : byServer(scene, name, resolver, steps, server)
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase().replace(/\.$/, '')

const failed = (name: string, resolver: Resolver, steps: readonly Step[], failure: NameFailure): Resolution => ({
  name,
  resolver,
  addresses: [],
  failure,
  steps,
})

/** All names of a container are asked of the same servers. */
const asked = new WeakMap<Space, Map<string, ProbeResult>>()

const ask = (scene: Scene, { space }: Resolver, server: string): ProbeResult => {
  const known = asked.get(space) ?? new Map<string, ProbeResult>()
  asked.set(space, known)
  const result =
    known.get(server) ?? probe(scene, { from: space.netns, destination: server, port: DNS, protocol: 'udp' })
  known.set(server, result)
  return result
}

/** Docker's server is in the container's own namespace: NAT rules there lead to the port on which the engine listens. */
const byEmbedded = (scene: Scene, name: string, resolver: Resolver, steps: Step[]): Resolution => {
  const { space, container, files } = resolver
  const result = ask(scene, resolver, embeddedServer)
  const [{ exchange }] = result.branches
  steps.push(...exchange.request)
  if (!isReached(exchange.outcome))
    return failed(name, resolver, steps, { kind: 'server-unreachable', server: embeddedServer, result })
  const known =
    container === null
      ? []
      : candidatesOf(name, files.resolvConf).flatMap((one) => namesOnNetworks(container, one, scene))
  const addresses = known.flatMap((one) => one.addresses)
  const [first] = known
  if (first !== undefined && addresses.length > 0) {
    const detail = `Docker's server knows ${name} on network ${first.networkName}: ${addresses.join(', ')}`
    steps.push({ kind: 'name', space, detail: () => detail })
    return { name, resolver, addresses, failure: null, steps }
  }
  const [upstream] = upstreamsOf(scene, files)
  // Names without a dot stay with Docker, unless `ndots` says that they are whole.
  const isAskedElsewhere = name.includes('.') && upstream !== undefined
  if (!isAskedElsewhere) return failed(name, resolver, steps, { kind: 'not-known' })
  return byServer(scene, name, resolver, steps, upstream)
}

/** To whom Docker's server passes on; before version 25 it notes nobody, and takes the servers of its host. */
const upstreamsOf = ({ snapshot }: Scene, { resolvConf }: NameFiles): readonly string[] => {
  const noted = resolvConf?.external ?? []
  if (noted.length > 0) return noted
  const ofHost = snapshot.nameFiles?.find(({ container }) => container === undefined)?.resolvConf?.nameservers ?? []
  return ofHost.map((server) => (isLoopback(server) ? `host(${server})` : server))
}

/** A name as it is, and with the search domains behind it: those first for names of few dots. */
const candidatesOf = (name: string, conf: ResolvConf | null): readonly string[] => {
  const { search = [], ndots = 1 } = conf ?? {}
  const longer = search.map((domain) => `${name}.${domain}`)
  const dots = name.split('.').length - 1
  return dots >= ndots ? [name, ...longer] : [...longer, name]
}

/** A server elsewhere: whether it is reached can be told, what it knows cannot. */
const byServer = (scene: Scene, name: string, resolver: Resolver, steps: Step[], written: string): Resolution => {
  const ofHost = /^host\((.*)\)$/.exec(written)?.[1]
  const server = canonical(ofHost ?? written)
  const asker = ofHost === undefined ? resolver : { ...resolver, space: scene.root ?? resolver.space }
  const result = ask(scene, asker, server)
  steps.push(...result.branches[0].exchange.request)
  const mayAnswer = result.branches.some(({ exchange }) => isReached(exchange.outcome) || leavesSnapshot(exchange))
  const kind = mayAnswer ? 'asked-elsewhere' : 'server-unreachable'
  return failed(name, resolver, steps, { kind, server, result })
}
