import { familyOf, isLoopback, soleAddress } from '../prefix.ts'
import type { LocatedRule } from './located.ts'
import type { Port } from './port.ts'
import type { Publication } from './publication.ts'
import type { Scene } from './scene.ts'

const protocols: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp'])
const anyAddress = { ip: '0.0.0.0', ip6: '::' } as const

/**
 * Ports that no engine tells of: a rule leads them to an address in another namespace of this machine.
 * @param known what is published, with the rules of that: a rule that leads the same port elsewhere is a fault of it
 */
export const publicationsByRule = (scene: Scene, known: readonly Port[]): readonly Publication[] => {
  const taken = new Set(known.flatMap(({ pieces }) => pieces.dnat.map(({ rule }) => rule)))
  return found(scene)
    .filter(
      ({ rule, publication }) =>
        !taken.has(rule) &&
        !known.some(
          (one) =>
            one.netns !== null &&
            one.protocol === publication.protocol &&
            one.hostPort === publication.hostPort &&
            one.hostAddress === publication.hostAddress,
        ),
    )
    .map(({ publication }) => publication)
}

interface Found {
  readonly rule: LocatedRule['rule']
  readonly publication: Publication
}

const found = (scene: Scene): readonly Found[] =>
  scene.destinationRules.flatMap(({ at, rule }) => {
    if (!(at.hooks.has('prerouting') || at.hooks.has('output'))) return []
    const { translation, protocol, destinationPorts, destination } = rule.facts
    const target = translation?.address ?? ''
    const netns = scene.holderOf(target)
    if (netns === undefined || isLoopback(target) || protocol === null || protocol.not) return []
    if (!protocols.has(protocol.value) || destinationPorts === null || destinationPorts.not) return []
    const { first: hostPort, last } = destinationPorts.value
    // A range is for a machine rather than for a service.
    if (hostPort !== last) return []
    const on = destination === null || destination.not ? null : soleAddress(destination.value)
    const publication = {
      protocol: protocol.value,
      hostAddress: on ?? anyAddress[familyOf(target)],
      hostPort,
      containerPort: translation?.port ?? hostPort,
      declared: false,
      container: scene.snapshot.containers.find((container) => container.netns === netns) ?? null,
      netns,
      targets: [target],
    }
    return [{ rule, publication }]
  })
