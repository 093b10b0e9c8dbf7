import { isLoopback, soleAddress, withPort } from '../prefix.ts'
import { writers } from '../writers/index.ts'
import { proxyProcessOf } from './find-port.ts'
import { type LocatedRule, refOf, removal } from './located.ts'
import type { Stale } from './record.ts'
import type { Scene } from './scene.ts'

/** Rules and proxies of containers that are gone. */
export const staleThings = (scene: Scene): readonly Stale[] => [
  ...scene.rules.flatMap((located) => staleRule(scene, located)),
  ...scene.proxies
    .filter(({ containerAddress }) => scene.isGone(containerAddress))
    .map((proxy) => ({
      rule: null,
      proxy: proxyProcessOf(proxy),
      reason: `it leads ${withPort(proxy.hostAddress, proxy.hostPort)}/${proxy.protocol} to ${proxy.containerAddress}, which no running container has`,
      remedy: `kill ${proxy.pid}`,
    })),
]

const staleRule = (scene: Scene, located: LocatedRule): readonly Stale[] => {
  const found = subjectOf(located)
  if (found === null || isLoopback(found.address) || !scene.isGone(found.address)) return []
  // Rules of users may lead to machines elsewhere.
  if (!isOfEngine(located) && scene.networkOf(found.address) === undefined) return []
  return [
    {
      rule: refOf(located),
      proxy: null,
      reason: `it ${found.does} ${found.address}, which no running container has`,
      remedy: removal(located),
    },
  ]
}

const engines: readonly (string | null)[] = [writers.docker.name, writers.podman.name]
const isOfEngine = ({ at }: LocatedRule): boolean => engines.includes(at.writer) && at.chain.name !== 'DOCKER-USER'

/** The one address that a rule of a published port is about. */
const subjectOf = (located: LocatedRule): { readonly address: string; readonly does: string } | null => {
  const { at, rule } = located
  const { effect, translation, source, destination } = rule.facts
  const from = source === null || source.not ? null : soleAddress(source.value)
  const to = destination === null || destination.not ? null : soleAddress(destination.value)
  if (translation?.kind === 'dnat' && translation.address !== null)
    return { address: translation.address, does: 'leads to' }
  if (translation?.kind === 'masquerade' && from !== null && from === to) return { address: from, does: 'masquerades' }
  if (effect === 'accept' && to !== null && isOfEngine(located)) return { address: to, does: 'lets packets through to' }
  if (effect === 'drop' && to !== null && at.hooks.has('prerouting')) return { address: to, does: 'keeps others from' }
  return null
}
