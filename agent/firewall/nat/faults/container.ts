import { withPort } from '../../prefix.ts'
import { isLive } from '../publication.ts'
import { type FaultFinder, nameOf, processWords, targetWords } from './fault.ts'

/** A container that publishes nothing now, or answers nobody. */
export const container: FaultFinder = (port) => {
  const { container: own } = port
  if (own === null) return null
  const { state, name } = own
  if (state === 'paused')
    return {
      id: 'container-paused',
      level: 'broken',
      text: `${name} is paused: nobody gets an answer`,
      remedy: `docker unpause ${name}`,
    }
  if (isLive(own)) return null
  if (state === 'restarting')
    return {
      id: 'container-restarting',
      level: 'broken',
      text: `${name} keeps restarting`,
      remedy: `docker logs ${name}`,
    }
  return {
    id: 'container-stopped',
    level: 'doubtful',
    text: `${name} is ${state}: the port is not published`,
    remedy: `docker start ${name}`,
  }
}

/** No program in the container hears what the port brings. */
export const listener: FaultFinder = (port) => {
  const { listener: found, containerPort, protocol } = port
  const name = nameOf(port)
  const heard = withPort(found.address ?? '', containerPort)
  switch (found.state) {
    case 'none':
      return {
        id: 'no-listener',
        level: 'broken',
        text: `nothing listens on ${containerPort}/${protocol} in ${name}`,
        remedy: `start the program in ${name}, or publish the port on which it listens`,
      }
    case 'loopback-only':
      return {
        id: 'loopback-only',
        level: 'broken',
        text: `${processWords(found)} in ${name} listens on ${heard} only: nobody else reaches it`,
        remedy: `let it listen on ${anyAddress(port.address)}`,
      }
    case 'other-address':
      return {
        id: 'other-address',
        level: 'broken',
        text: `${processWords(found)} in ${name} listens on ${heard}, not on ${targetWords(port)}`,
        remedy: `let it listen on ${anyAddress(port.address)}`,
      }
    default:
      return null
  }
}

const anyAddress = (address: string | null): string => (address?.includes(':') ? '::' : '0.0.0.0')
