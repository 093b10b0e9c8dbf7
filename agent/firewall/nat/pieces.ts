import { isWithin, soleAddress } from '../prefix.ts'
import { type LocatedRule, serves } from './located.ts'
import { matches, type Packet } from './packet.ts'
import type { Pieces } from './port.ts'
import { arriving, forwarded, fromHost, leaving, type Target, toHost, toItself } from './probes.ts'
import type { Publication } from './publication.ts'
import type { Scene } from './scene.ts'
import type { Step } from './walk.ts'

/** DNAT rules that lead the port to one of its targets, whether packets get to them or not. */
export const dnatRules = (scene: Scene, publication: Publication): readonly LocatedRule[] => {
  const packet = toHost(publication)
  return scene.destinationRules.filter(({ rule: { facts }, at }) => {
    const { translation } = facts
    if (translation === null || !publication.targets.includes(translation.address ?? '')) return false
    const isPort = translation.port === null || translation.port === publication.containerPort
    return isPort && serves(at.table, packet.family) && matches(facts, packet, scene.around) !== 'no'
  })
}

/** The other rules of a port that leads to this target. */
export const otherPieces = (scene: Scene, publication: Publication, target: Target): Omit<Pieces, 'dnat'> => ({
  accept: accepting(scene, target),
  masquerade: unique([
    ...sourceTranslations(
      scene,
      leaving(target),
      ({ source, destination }) =>
        source !== null && isWithin(source.value, target.address) && !names(destination, target.address),
    ),
    ...sourceTranslations(scene, fromHost(target), ({ sourceIsLocal }) => sourceIsLocal),
  ]),
  hairpin: sourceTranslations(scene, toItself(target), ({ source }) => names(source, target.address)),
  direct: direct(scene, publication, target),
})

type Facts = LocatedRule['rule']['facts']

/** Asks for this address and no other. */
const names = (condition: Facts['source'], address: string): boolean =>
  condition?.not === false && soleAddress(condition.value) === address

const unique = (rules: readonly LocatedRule[]): readonly LocatedRule[] => [
  ...new Map(rules.map((located) => [located.rule, located])).values(),
]

/** Rules that are sure to take the packet, and those that may and are about it. */
const telling = (steps: readonly Step[], isAbout: (facts: Facts) => boolean): readonly LocatedRule[] =>
  steps.flatMap(({ rule, likelihood }) => (likelihood === 'yes' || isAbout(rule.rule.facts) ? [rule] : []))

const accepting = (scene: Scene, target: Target): readonly LocatedRule[] => {
  const packet = forwarded(target)
  const isAbout = ({ destination }: Facts): boolean => names(destination, target.address)
  const reached = telling(
    scene.basesAt('forward', packet.family).flatMap((base) => scene.walkFrom(base, packet).steps),
    isAbout,
  )
  const stray = scene.acceptingRules.filter(
    ({ at, rule }) =>
      isAbout(rule.facts) && serves(at.table, packet.family) && matches(rule.facts, packet, scene.around) !== 'no',
  )
  return unique([...reached.filter(({ rule }) => rule.facts.effect === 'accept'), ...stray])
}

const sourceTranslations = (scene: Scene, packet: Packet, isAbout: (facts: Facts) => boolean): readonly LocatedRule[] =>
  telling(
    scene.basesAt('postrouting', packet.family).flatMap((base) => scene.walkFrom(base, packet).steps),
    isAbout,
  ).filter(({ rule }) => {
    const kind = rule.facts.translation?.kind
    return kind === 'masquerade' || kind === 'snat'
  })

/** Rules before routing that tell whom the addresses serve: drops of strangers, and exceptions for trusted interfaces. */
const direct = (scene: Scene, publication: Publication, target: Target): readonly LocatedRule[] => {
  const packets = [arriving(target), { ...toHost(publication), inInterface: { kind: 'outside' } } as const]
  return scene.earlyRules.filter(({ at, rule: { facts } }) =>
    packets.some(
      (packet) =>
        packet.destination.kind === 'address' &&
        isWithin(facts.destination?.value ?? '', packet.destination.address) &&
        serves(at.table, packet.family) &&
        matches(facts, packet, scene.around) !== 'no',
    ),
  )
}
