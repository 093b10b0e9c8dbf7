import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import type { Wanted } from './lookup.ts'

/** The ends of a connected socket. */
type Ends = Pick<Wanted, 'protocol' | 'local' | 'localPort' | 'remote' | 'remotePort'>

const keyOf = ({ netns }: Space, { protocol, local, localPort, remote, remotePort }: Ends): string =>
  `${netns} ${protocol} ${local} ${localPort} ${remote} ${remotePort}`

/** A walk opens sockets, or makes connections at listeners, that no snapshot has: rules may ask for them. */
export const addSocket = ({ sockets }: Trial, space: Space, ends: Ends): void => {
  sockets.add(keyOf(space, ends))
}

/** Whether a connected socket of this walk takes what comes with these ends. */
export const hasSocket = ({ sockets }: Trial, space: Space, ends: Ends): boolean => sockets.has(keyOf(space, ends))
