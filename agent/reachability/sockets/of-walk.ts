import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import type { Wanted } from './lookup.ts'

/** The ends of a connected socket. */
type Ends = Pick<Wanted, 'protocol' | 'local' | 'localPort' | 'remote' | 'remotePort'>

const ofTrials = new WeakMap<Trial, Set<string>>()

const keyOf = ({ netns }: Space, { protocol, local, localPort, remote, remotePort }: Ends): string =>
  `${netns} ${protocol} ${local} ${localPort} ${remote} ${remotePort}`

/** A walk opens sockets, or makes connections at listeners, that no snapshot has: rules may ask for them. */
export const addSocket = (trial: Trial, space: Space, ends: Ends): void => {
  const known = ofTrials.get(trial)
  if (known === undefined) ofTrials.set(trial, new Set([keyOf(space, ends)]))
  else known.add(keyOf(space, ends))
}

/** Whether a connected socket of this walk takes what comes with these ends. */
export const hasSocket = (trial: Trial, space: Space, ends: Ends): boolean =>
  ofTrials.get(trial)?.has(keyOf(space, ends)) === true
