import type { Container, PublishedPort } from '../../../../collectors/containers/record.ts'
import { isWildcard } from '../../../firewall/prefix.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { LossReason } from '../../trial.ts'
import type { Finding } from '../cause.ts'
import { isStopped } from './container-facts.ts'
import { isEngines } from './networks-of.ts'

const unanswered: ReadonlySet<LossReason> = new Set(['no-socket', 'socket-elsewhere'])

/** Whether the request ended where the engine keeps published ports, as nobody has the port open. */
const endedAtHost = ({ loss, lostOn, scene }: Finding): boolean =>
  loss !== null && lostOn === 'request' && unanswered.has(loss.reason) && isEngines(loss.space, scene.snapshot)

/** A port of a container that runs, or of one that does not and would publish it. */
export const wantsPort = (
  { hostPort, hostPortEnd, protocol, hostIp = '' }: PublishedPort,
  finding: Finding,
): boolean => {
  const { exchange } = finding
  if (exchange === null || hostPort === undefined || hostPort === 0) return false
  const { port = 0, protocol: asked, destination } = exchange.probe
  if (port < hostPort || port > (hostPortEnd ?? hostPort) || protocol !== asked) return false
  return hostIp === '' || isWildcard(hostIp) || hostIp === destination
}

/** The container that is meant, or whose published port is, where it does not run and what is asked fails. */
export const stoppedContainer = (finding: Finding): Container | null => {
  const { targetContainer, exchange, loss, scene } = finding
  if (targetContainer !== null && isStopped(targetContainer)) return targetContainer
  if (exchange === null || loss === null) return null
  const stopped = scene.snapshot.containers.filter(isStopped)
  if (stopped.length === 0) return null
  const destination = destinationOf(loss.packet)
  return (
    stopped.find(({ endpoints }) => endpoints.some(({ ipv4, ipv6 }) => ipv4 === destination || ipv6 === destination)) ??
    (endedAtHost(finding) ? stopped.find(({ ports }) => ports.some((port) => wantsPort(port, finding))) : undefined) ??
    null
  )
}

/** The only container of a namespace; where several share it, the one that was asked for. */
const soleContainer = (netns: string, { scene, targetContainer }: Finding): Container | null => {
  const here = scene.containersOf(netns)
  if (targetContainer !== null && here.includes(targetContainer)) return targetContainer
  return here.length === 1 && scene.root?.netns !== netns ? (here[0] ?? null) : null
}

/** The container in whose namespace the request ended, if that is one's own. */
export const containerAtEnd = (finding: Finding): Container | null => {
  const { loss, lostOn } = finding
  return loss === null || lostOn !== 'request' ? null : soleContainer(loss.space.netns, finding)
}

/** The container whose program got the request; null where nobody did, or it is not known who. */
export const serverContainer = (finding: Finding): Container | null => {
  const { exchange, scene } = finding
  const socket = exchange?.reached?.socket
  if (exchange === null || socket == null) return null
  const owner = scene.ownerOf(socket.inode)?.container
  const owners = owner === undefined ? undefined : scene.snapshot.containers.find(({ id }) => id === owner)
  return owners ?? soleContainer(exchange.reached?.space.netns ?? '', finding)
}

/** Whether a program with a socket got the request: what the kernel answers by itself is something else. */
export const wasAccepted = ({ exchange, loss }: Finding): boolean =>
  loss === null && exchange !== null && exchange.probe.protocol !== 'icmp' && exchange.reached !== null
