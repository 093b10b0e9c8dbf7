import { familyOf, isLoopback, isWildcard } from '../../prefix.ts'
import { hasProxies, isDockersNat, isJudged } from '../expected.ts'
import type { Port } from '../port.ts'
import { entryHook } from '../probes.ts'
import { isLive } from '../publication.ts'
import { decoyWords, type FaultFinder, hostPortWords, nameOf, processWords, targetWords } from './fault.ts'

/** Somebody else has the port of the host. */
export const portHeld: FaultFinder = (port, { ports }) => {
  const { hostSocket, container, declared, dnat } = port
  if (!declared || container === null || container.runtime !== 'docker') return null
  const name = nameOf(port)
  if (!isLive(container)) {
    const other = ports.find((one) => isRival(one, port))
    const holder = other !== undefined ? nameOf(other) : hostSocket?.role === 'other' ? processWords(hostSocket) : null
    return holder === null
      ? null
      : { id: 'port-taken', level: 'doubtful', text: `${holder} has ${hostPortWords(port)} now: ${name} cannot start` }
  }
  if (hostSocket?.role !== 'other') return null
  const holder = processWords(hostSocket)
  return {
    id: 'port-held',
    level: dnat === undefined ? 'broken' : 'doubtful',
    text: `${holder} listens on port ${port.hostPort}/${port.protocol} of the host: ${dnat === undefined ? 'others reach' : 'the host itself reaches'} that, not ${name}`,
    remedy: `stop ${holder}, then docker restart ${name}`,
  }
}

const isRival = (one: Port, { protocol, hostPort, hostAddress }: Port): boolean =>
  one.declared &&
  one.container !== null &&
  isLive(one.container) &&
  one.protocol === protocol &&
  one.hostPort === hostPort &&
  (one.hostAddress === hostAddress ||
    ((isWildcard(hostAddress) || isWildcard(one.hostAddress)) && familyOf(hostAddress) === familyOf(one.hostAddress)))

/** The address on which the port is published is not the host's any more. */
export const addressNotHere: FaultFinder = (port) => {
  const { hostAddress, scene } = port
  const own = scene.around.own[familyOf(hostAddress)]
  if (!isJudged(port) || isWildcard(hostAddress) || isLoopback(hostAddress)) return null
  if (own.length === 0 || own.includes(hostAddress)) return null
  return {
    id: 'address-not-here',
    level: 'broken',
    text: `no interface of the host has ${hostAddress}`,
    remedy: `give the host that address, or publish the port on another one`,
  }
}

/** Connections from the host's own loopback address, and from other networks, go through the proxies where the engine has them. */
export const proxy: FaultFinder = (port, { ports }) => {
  const { proxy: own, container, targets } = port
  if (!isJudged(port) || container?.runtime !== 'docker') return null
  if (own === null) {
    const isLocal = entryHook(port) === 'output'
    // What else is wrong without a rule is said by `notServed`.
    if (!hasProxies(ports) || (port.dnat === undefined && !isLocal)) return null
    return {
      id: 'proxy-missing',
      level: isLocal ? 'broken' : 'doubtful',
      text: `no docker-proxy listens on ${hostPortWords(port)}: the host itself ${isLocal ? 'does' : 'may'} not reach ${nameOf(port)} there`,
      remedy: `docker restart ${nameOf(port)}`,
    }
  }
  if (targets.includes(own.containerAddress) && own.containerPort === port.containerPort) return null
  return {
    id: 'proxy-astray',
    level: 'broken',
    text: `docker-proxy (pid ${own.pid}) leads to ${targetWords({ ...port, address: own.containerAddress, containerPort: own.containerPort })}, which is not ${nameOf(port)}`,
    remedy: `kill ${own.pid}, then docker restart ${nameOf(port)}`,
  }
}

/** Neither a rule nor a proxy brings connections to the container. */
export const notServed: FaultFinder = (port, { told }) => {
  const { hostSocket, address, hostAddress, dnat, proxy: own, container } = port
  if (!isJudged(port) || container?.runtime !== 'docker') return null
  if (dnat !== undefined || own !== null || address === null || isDockersNat(port)) return null
  if (hostSocket !== null && hostSocket.role !== 'engine') return null
  const held = decoyWords(port)
  if (familyOf(address) !== familyOf(hostAddress))
    return {
      id: 'no-ipv6',
      level: 'doubtful',
      text: `nobody can connect over IPv6: ${nameOf(port)} has no IPv6 address, and no docker-proxy listens on ${hostPortWords(port)}${held}`,
      remedy: 'give its network IPv6, or let the engine run its userland proxy',
    }
  if (told.has('rules-missing') || told.has('nat-rules-missing')) return null
  return {
    id: 'not-served',
    level: 'broken',
    text: `neither a rule nor a proxy leads ${hostPortWords(port)} to ${targetWords(port)}${held}`,
    remedy: `docker restart ${nameOf(port)}`,
  }
}
