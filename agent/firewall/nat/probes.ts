import type { Network } from '../../../collectors/containers/record.ts'
import { familyOf, isLoopback, isWildcard } from '../prefix.ts'
import type { Packet, Passage, Whereabouts } from './packet.ts'
import type { Publication } from './publication.ts'

const outside: Passage = { kind: 'outside' }
const none: Passage = { kind: 'none' }
const elsewhere: Whereabouts = { kind: 'elsewhere' }
const own: Whereabouts = { kind: 'own' }
const at = (address: string): Whereabouts => ({ kind: 'address', address })

/** The hook at which connections to a port are translated: those to loopback addresses come from the host itself. */
export const entryHook = ({ hostAddress }: Publication): 'output' | 'prerouting' =>
  isLoopback(hostAddress) ? 'output' : 'prerouting'

/** From a client to the host's port, before any translation. */
export const toHost = ({ protocol, hostAddress, hostPort }: Publication): Packet => ({
  family: familyOf(hostAddress),
  protocol,
  source: isLoopback(hostAddress) ? own : elsewhere,
  destination: isWildcard(hostAddress) ? own : at(hostAddress),
  destinationPort: hostPort,
  inInterface: isLoopback(hostAddress) ? none : outside,
  outInterface: none,
})

/** Where a port leads to. */
export interface Target extends Pick<Publication, 'protocol' | 'containerPort'> {
  readonly address: string
  readonly network: Network | undefined
}

const bridgeOf = ({ network }: Target): Passage =>
  network?.bridge === undefined ? { kind: 'outside' } : { kind: 'named', name: network.bridge }

const toTarget = (target: Target): Omit<Packet, 'source' | 'inInterface' | 'outInterface'> => ({
  family: familyOf(target.address),
  protocol: target.protocol,
  destination: at(target.address),
  destinationPort: target.containerPort,
})

/** From a client to the container, translated. */
export const forwarded = (target: Target): Packet => ({
  ...toTarget(target),
  source: elsewhere,
  inInterface: outside,
  outInterface: bridgeOf(target),
})

/** The same, before it is known by which interface it leaves. */
export const arriving = (target: Target): Packet => ({ ...forwarded(target), outInterface: none })

/** From the container to the host's port. */
export const fromItself = (publication: Publication, target: Target): Packet => ({
  ...toHost(publication),
  source: at(target.address),
  inInterface: bridgeOf(target),
})

/** The same, translated: it goes back to the container. */
export const toItself = (target: Target): Packet => ({
  ...toTarget(target),
  source: at(target.address),
  inInterface: bridgeOf(target),
  outInterface: bridgeOf(target),
})

/** From the host to the container, translated. */
export const fromHost = (target: Target): Packet => ({
  ...toTarget(target),
  source: own,
  inInterface: none,
  outInterface: bridgeOf(target),
})

/** From the container to somebody far away. */
export const leaving = (target: Target): Packet => ({
  ...toTarget(target),
  source: at(target.address),
  destination: elsewhere,
  destinationPort: null,
  inInterface: bridgeOf(target),
  outInterface: outside,
})
