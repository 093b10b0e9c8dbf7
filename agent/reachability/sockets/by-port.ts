import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Space } from '../scene/space.ts'

const none: readonly SocketRecord[] = []

/** Whether packets of others may reach it: TCP has to listen. */
const hears = ({ protocol, state }: SocketRecord): boolean => protocol !== 'tcp' || state === 'listen'

const hearingIn = remembered((sockets: readonly SocketRecord[]): ReadonlyMap<string, readonly SocketRecord[]> => {
  const byPort = new Map<string, SocketRecord[]>()
  for (const socket of sockets) {
    if (socket.protocol === 'raw' || !hears(socket)) continue
    const key = `${socket.protocol}/${socket.local.port}`
    const others = byPort.get(key)
    if (others === undefined) byPort.set(key, [socket])
    else others.push(socket)
  }
  return byPort
})

/** The sockets of a namespace that hear on a port, whatever else they want. */
export const socketsAt = ({ sockets }: Space, protocol: 'tcp' | 'udp', port: number): readonly SocketRecord[] =>
  hearingIn(sockets).get(`${protocol}/${port}`) ?? none
