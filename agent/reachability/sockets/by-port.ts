import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import type { Space } from '../scene/space.ts'

const indexed = new WeakMap<Space, ReadonlyMap<string, readonly SocketRecord[]>>()
const none: readonly SocketRecord[] = []

/** Whether packets of others may reach it: TCP has to listen. */
const hears = ({ protocol, state }: SocketRecord): boolean => protocol !== 'tcp' || state === 'listen'

const index = (space: Space): ReadonlyMap<string, readonly SocketRecord[]> => {
  const byPort = new Map<string, SocketRecord[]>()
  for (const socket of space.sockets) {
    if (socket.protocol === 'raw' || !hears(socket)) continue
    const key = `${socket.protocol}/${socket.local.port}`
    const others = byPort.get(key)
    if (others === undefined) byPort.set(key, [socket])
    else others.push(socket)
  }
  return byPort
}

/** The sockets of a namespace that hear on a port, whatever else they want. */
export const socketsAt = (space: Space, protocol: 'tcp' | 'udp', port: number): readonly SocketRecord[] => {
  let byPort = indexed.get(space)
  if (byPort === undefined) {
    byPort = index(space)
    indexed.set(space, byPort)
  }
  return byPort.get(`${protocol}/${port}`) ?? none
}
