import type { PortProxy } from '../../../collectors/sockets/record.ts'
import { familyOf, isLoopback } from '../prefix.ts'
import type { LocatedRule } from './located.ts'
import { dnatRules, otherPieces } from './pieces.ts'
import type { Pieces, Port } from './port.ts'
import { arriving, entryHook, forwarded, type Target, toHost } from './probes.ts'
import type { Publication } from './publication.ts'
import type { ProxyProcess } from './record.ts'
import type { Scene } from './scene.ts'
import { hostSocketOf, listenerOf } from './sockets.ts'
import type { Ending } from './walk.ts'

const nothing: Omit<Pieces, 'dnat'> = { accept: [], masquerade: [], hairpin: [], direct: [] }

/** All that makes a port work, or should. */
export const findPort = (scene: Scene, publication: Publication): Port => {
  const candidates = dnatRules(scene, publication)
  const translations = translationsOf(scene, publication)
  const dnat = candidates.find(({ rule }) => translations.some((ending) => ending.rule?.rule === rule))
  const proxy = proxyOf(scene, publication)
  const address = addressOf(scene, publication, { dnat: dnat ?? candidates[0], proxy })
  const network = address === null ? undefined : scene.networkOf(address)
  const target = address === null ? null : { address, network, ...publication }
  // A translation never leads from one family to the other.
  const isSameFamily = address !== null && familyOf(address) === familyOf(publication.hostAddress)
  return {
    ...publication,
    scene,
    address,
    network,
    pieces: {
      dnat: candidates,
      ...(target !== null && isSameFamily ? otherPieces(scene, publication, target) : nothing),
    },
    translations,
    dnat,
    dropped: target !== null && dnat !== undefined ? droppedOf(scene, publication, target) : undefined,
    proxy,
    hostSocket: hostSocketOf(scene, publication),
    listener: listenerOf(scene, publication, address),
  }
}

const natPriority = -100

/** Chains of one priority are asked in an order that cannot be seen: each of them may be the first. */
const translationsOf = (scene: Scene, publication: Publication): readonly Ending[] => {
  const packet = toHost(publication)
  const bases = scene.basesAt(entryHook(publication), packet.family).filter(({ chain }) => chain.base?.type === 'nat')
  const found: Ending[] = []
  let settledAt: number | null = null
  for (const base of bases) {
    const priority = base.chain.base?.priority ?? 0
    if (settledAt !== null && priority > settledAt) break
    const { endings } = scene.walkFrom(base, packet)
    found.push(...endings)
    if (endings.every(({ fate }) => fate === 'translated' || fate === 'dropped')) settledAt = priority
  }
  return found
}

/** What is sure to drop connections from outside: a base chain in which they cannot end otherwise. */
const droppedOf = (scene: Scene, publication: Publication, target: Target): Ending | undefined => {
  if (isLoopback(publication.hostAddress)) return undefined
  const before = { hook: 'prerouting', packet: toHost(publication), isEarly: true }
  const after = { hook: 'prerouting', packet: arriving(target), isEarly: false }
  const onTheWay = { hook: 'forward', packet: forwarded(target), isEarly: null }
  for (const { hook, packet, isEarly } of [before, after, onTheWay])
    for (const base of scene.basesAt(hook, packet.family)) {
      const { type, priority = 0 } = base.chain.base ?? {}
      if (type === 'nat' || (isEarly !== null && isEarly !== priority < natPriority)) continue
      const { endings } = scene.walkFrom(base, packet)
      if (endings.every(({ fate }) => fate === 'dropped'))
        return endings.find(({ likelihood }) => likelihood === 'yes') ?? endings.at(-1)
    }
  return undefined
}

/** The proxy that listens where the port is published; of an engine without root, which has it on loopback, the only one that leads there. */
const proxyOf = (
  { proxies }: Scene,
  { protocol, hostAddress, hostPort, targets }: Publication,
): ProxyProcess | null => {
  const candidates = proxies.filter((one) => one.protocol === protocol && one.hostPort === hostPort)
  const found =
    candidates.find((one) => one.hostAddress === hostAddress) ??
    candidates.find(
      (one) => isLoopback(one.hostAddress) && isSameFamily(one, hostAddress) && targets.includes(one.containerAddress),
    )
  return found === undefined ? null : proxyProcessOf(found)
}

const isSameFamily = (proxy: PortProxy, address: string): boolean => familyOf(proxy.hostAddress) === familyOf(address)

export const proxyProcessOf = ({ pid, inode, containerAddress, containerPort }: PortProxy): ProxyProcess => ({
  pid,
  listening: inode !== undefined,
  containerAddress,
  containerPort,
})

/** Where the port leads to by its rule, else by its proxy, else by what Docker would choose if that leaves no choice. */
const addressOf = (
  { networkOf }: Scene,
  { targets, hostAddress }: Publication,
  { dnat, proxy }: { readonly dnat: LocatedRule | undefined; readonly proxy: ProxyProcess | null },
): string | null => {
  const byRule = dnat?.rule.facts.translation?.address
  if (byRule) return byRule
  if (proxy !== null && targets.includes(proxy.containerAddress)) return proxy.containerAddress
  const bridged = targets.filter((target) => networkOf(target)?.internal === false)
  const inFamily = bridged.filter((target) => familyOf(target) === familyOf(hostAddress))
  const [only, ...others] = inFamily.length > 0 ? inFamily : bridged
  return only !== undefined && others.length === 0 ? only : null
}
