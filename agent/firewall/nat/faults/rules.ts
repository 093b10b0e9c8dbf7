import { writers } from '../../writers/index.ts'
import { familyOfPort, gatewayMode, hasProxies, isDockersNat, isProxied, isTranslated } from '../expected.ts'
import { type LocatedRule, placeWords, removal } from '../located.ts'
import type { Port } from '../port.ts'
import { entryHook, fromItself } from '../probes.ts'
import type { NatFault } from '../record.ts'
import { decoyWords, type FaultFinder, hostPortWords, nameOf, targetWords } from './fault.ts'
import { addressNotHere } from './host-port.ts'

/** Connections may still come through the proxy, which hides who makes them. */
const levelWithout = (port: Port): NatFault['level'] => (isProxied(port) ? 'doubtful' : 'broken')

const restart = (port: Port): string => `docker restart ${nameOf(port)}`

/** No rule leads the port to the container, or no packet gets to that rule. */
export const dnat: FaultFinder = (port, whole) => {
  const { pieces, dnat: reached, translations } = port
  const [rule] = pieces.dnat
  if (reached !== undefined || !isDockersNat(port) || addressNotHere(port, whole) !== null) return null
  const level = levelWithout(port)
  const [earlier] = translations.flatMap(({ rule: taker, likelihood }) =>
    taker !== null && likelihood === 'yes' ? [taker] : [],
  )
  if (rule === undefined)
    return earlier?.rule.facts.effect === 'nat'
      ? {
          id: 'dnat-astray',
          level: 'broken',
          text: `${placeWords(earlier)} leads ${hostPortWords(port)} elsewhere than to ${targetWords(port)}: ${earlier.rule.text}`,
          remedy: `${removal(earlier)}, then ${restart(port)}`,
        }
      : {
          id: 'dnat-missing',
          level,
          text: `no rule leads ${hostPortWords(port)} to ${targetWords(port)}${decoyWords(port)}`,
          remedy: restart(port),
        }
  // Docker's proxies take what the host sends to its own loopback addresses.
  if (entryHook(port) === 'output' && hasProxies(whole.ports)) return null
  if (earlier !== undefined)
    return {
      id: 'dnat-shadowed',
      level: earlier.rule.facts.effect === 'nat' ? 'broken' : level,
      text: `${placeWords(earlier)} takes the packets before ${placeWords(rule)}: ${earlier.rule.text}`,
      remedy: removal(earlier),
    }
  return {
    id: 'dnat-unreached',
    level,
    text: `no packet gets to ${placeWords(rule)}, which leads ${hostPortWords(port)} to ${targetWords(port)}`,
    remedy: 'systemctl restart docker',
  }
}

/** Something drops what was translated. */
export const dropped: FaultFinder = (port, { told }) => {
  const { dropped: ending, pieces } = port
  if (ending === undefined) return null
  const { rule, chain } = ending
  if (rule === null) {
    if (told.has('filter-rules-missing')) return null
    return {
      id: 'dropped',
      level: 'broken',
      text: `no rule lets packets through to ${targetWords(port)}, and the policy of ${chain.table.name} ${chain.chain.name} is drop`,
      ...(isTranslated(port)
        ? { remedy: pieces.accept.length === 0 ? restart(port) : 'systemctl restart docker' }
        : {}),
    }
  }
  return {
    id: 'dropped',
    level: 'broken',
    text: `${placeWords(rule)} drops the packets for ${targetWords(port)}: ${rule.rule.text}`,
    remedy: isDockers(rule) ? restart(port) : removal(rule),
  }
}

const isDockers = ({ at }: LocatedRule): boolean => at.writer === writers.docker.name && at.chain.name !== 'DOCKER-USER'

/** No rule of the container's lets its packets through; something else does, or may. */
export const accept: FaultFinder = (port, { told }) => {
  const { network, pieces, scene } = port
  const family = familyOfPort(port)
  if (!isTranslated(port) || network === undefined || gatewayMode(network, family) !== 'nat') return null
  if (pieces.accept.length > 0 || port.dropped !== undefined || told.has('filter-rules-missing')) return null
  // What is published on loopback is reached from the host only, which needs no such rule.
  if (entryHook(port) === 'output' || !scene.isDockersAt('forward', 'filter', family)) return null
  return {
    id: 'accept-missing',
    level: 'doubtful',
    text: `no rule lets packets through to ${targetWords(port)}: it depends on what else is let through`,
    remedy: restart(port),
  }
}

/** Where its rule serves the container itself, too, the answers must come back through the host. */
export const hairpin: FaultFinder = (port) => {
  const { address, network, pieces, dnat: rule, scene } = port
  if (!isDockersNat(port) || address === null || rule === undefined || !isDockers(rule)) return null
  if (pieces.hairpin.length > 0 || entryHook(port) === 'output') return null
  const packet = fromItself(port, { ...port, address, network })
  const isOpen = scene
    .basesAt('prerouting', packet.family)
    .some((base) =>
      scene
        .walkFrom(base, packet)
        .endings.some((ending) => ending.rule?.rule === rule.rule && ending.likelihood === 'yes'),
    )
  if (!isOpen) return null
  return {
    id: 'hairpin-missing',
    level: 'doubtful',
    text: `${nameOf(port)} cannot reach itself at ${hostPortWords(port)}: no rule masquerades ${address} to itself`,
    remedy: restart(port),
  }
}
