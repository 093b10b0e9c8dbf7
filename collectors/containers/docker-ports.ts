import { at, entriesAt, integerAt, listAt, textAt } from './json-value.ts'
import type { PublishedPort } from './record.ts'

const protocols = ['tcp', 'udp', 'sctp'] as const

type ContainerPort = Pick<PublishedPort, 'protocol' | 'containerPort'>

const protocolNamed = (word: string) => protocols.find((protocol) => protocol === word)

/** `80/tcp`, or `80`, which means tcp (moby: api/types/network.Port). */
const containerPort = (key: string): ContainerPort | null => {
  const [, digits, word = 'tcp'] = /^(\d{1,5})(?:\/(\w+))?$/.exec(key) ?? []
  const protocol = protocolNamed(word)
  return digits === undefined || protocol === undefined ? null : { protocol, containerPort: Number(digits) }
}

/**
 * `HostPort` of a binding: a number, or `8000-8010` in a container that has not started, of which Docker will take one.
 * Empty or `0` is a port that Docker chooses.
 */
const hostPorts = (word: string): Pick<PublishedPort, 'hostPort' | 'hostPortEnd'> => {
  const [, first = '0', last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word) ?? []
  return last === undefined || last === first
    ? { hostPort: Number(first) }
    : { hostPort: Number(first), hostPortEnd: Number(last) }
}

const bindingsOf = (entry: readonly [string, unknown]): readonly PublishedPort[] => {
  const [key, value] = entry
  const port = containerPort(key)
  if (port === null) return []
  const bindings = Array.isArray(value) ? value : []
  if (bindings.length === 0) return [port]
  return bindings.map((binding) => ({
    ...port,
    hostIp: textAt(binding, 'HostIp'),
    ...hostPorts(textAt(binding, 'HostPort')),
  }))
}

/**
 * Ports of an inspected container. While it has a process, `NetworkSettings.Ports` tells the real host ports, also those
 * that Docker chose; before that, only the wish in `HostConfig.PortBindings` exists. A wish means nothing with the network
 * modes that publish nothing. `Config.ExposedPorts` adds those that are only exposed.
 */
export const portsOfInspect = (inspect: unknown): readonly PublishedPort[] => {
  const alive = integerAt(inspect, 'State', 'Pid') > 0
  const publishesNothing = /^(host|none|container:.*)$/.test(textAt(inspect, 'HostConfig', 'NetworkMode'))
  const entries = alive
    ? entriesAt(inspect, 'NetworkSettings', 'Ports')
    : publishesNothing
      ? []
      : entriesAt(inspect, 'HostConfig', 'PortBindings')
  const known = new Set(entries.map(([key]) => key))
  const exposed = entriesAt(inspect, 'Config', 'ExposedPorts').filter(([key]) => !known.has(key))
  return [...entries, ...exposed.map(([key]) => [key, null] as const)].flatMap(bindingsOf)
}

/** Ports of an entry of the container list: `{IP, PrivatePort, PublicPort, Type}`, already flat. */
export const portsOfListEntry = (entry: unknown): readonly PublishedPort[] =>
  listAt(entry, 'Ports').flatMap((port) => {
    const protocol = protocolNamed(textAt(port, 'Type'))
    if (protocol === undefined) return []
    const inside = { protocol, containerPort: integerAt(port, 'PrivatePort') }
    return at(port, 'PublicPort') === undefined
      ? [inside]
      : [{ ...inside, hostIp: textAt(port, 'IP'), hostPort: integerAt(port, 'PublicPort') }]
  })
