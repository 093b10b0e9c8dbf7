import type { SocketRecord } from '../../../../collectors/sockets/record.ts'
import { isLoopback, withPort } from '../../../firewall/prefix.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Space } from '../../scene/space.ts'
import { socketsAt } from '../../sockets/by-port.ts'
import type { Evidence, Finding } from '../cause.ts'
import { whereOf } from './where.ts'

/** What programs of a namespace hear on, without Docker's DNS server, which is not theirs. */
export const listenersOf = ({ sockets }: Space, protocol: 'tcp' | 'udp'): readonly SocketRecord[] =>
  sockets.filter(
    ({ protocol: of, state, remote, local }) =>
      of === protocol &&
      (protocol === 'udp' ? remote === undefined : state === 'listen') &&
      local.address !== '127.0.0.11',
  )

/** The same, that somebody else can reach. */
export const openListenersOf = (space: Space, protocol: 'tcp' | 'udp'): readonly SocketRecord[] =>
  listenersOf(space, protocol).filter(({ local }) => !isLoopback(local.address))

/** The sockets at the port that was asked for, of the namespace where the request ended, which are for something else. */
export const othersAtPort = ({ loss, exchange, lostOn }: Finding): readonly SocketRecord[] => {
  const { port, protocol } = exchange?.probe ?? {}
  if (loss?.reason !== 'socket-elsewhere' || lostOn !== 'request') return []
  if (port === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return []
  return socketsAt(loss.space, protocol, destinationPortOf(loss.packet))
}

/** `tcp 0.0.0.0:80 (nginx)` */
export const socketWords = ({ protocol, local, inode }: SocketRecord, scene: Scene): string => {
  const owner = scene.ownerOf(inode)
  return `${protocol} ${withPort(local.address, local.port)}${owner === undefined ? '' : ` (${owner.command})`}`
}

/** A socket as `ss -lnp` shows it. */
export const socketEvidence = (socket: SocketRecord, space: Space, scene: Scene): Evidence => {
  const { protocol, state, receiveQueue, sendQueue, local, inode, onlyIpv6 } = socket
  const owner = scene.ownerOf(inode)
  const users = owner === undefined ? '' : ` users:(("${owner.command}",pid=${owner.pid}))`
  const only = onlyIpv6 === true ? ' v6only:1' : ''
  const device = space.devices.get(socket.device ?? 0)?.name
  const address = withPort(device === undefined ? local.address : `${local.address}%${device}`, local.port)
  const shown = protocol === 'tcp' ? state.toUpperCase() : 'UNCONN'
  return {
    where: `${whereOf(space)}, ss -lnp`,
    fact: `${protocol} ${shown} ${receiveQueue} ${sendQueue} ${address}${users}${only}`,
    object: space.key,
  }
}

/** Whom a socket belongs to, in words: `nginx`, or `the program`. */
export const programOfSocket = ({ inode }: SocketRecord, scene: Scene): string =>
  scene.ownerOf(inode)?.command ?? 'the program'
