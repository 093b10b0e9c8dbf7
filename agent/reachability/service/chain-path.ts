import { withPort } from '../../firewall/prefix.ts'
import type { PathStep } from '../answer.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { pathOf } from '../path.ts'
import type { Scene } from '../scene/scene.ts'
import type { Chain } from './through-proxies.ts'

/** Steps of all requests, the sender's first; a step `proxy` begins each that a proxy sends. */
export const chainPath = ({ exchanges }: Chain, scene: Scene): PathStep[] =>
  exchanges.flatMap((exchange, at) => [
    ...(at === 0 ? [] : [proxyStep(exchange, scene, `passes it on to ${destinationOf(exchange)}`)]),
    ...pathOf(exchange.request, scene.snapshot),
  ])

/** Steps of all answers, the sender's last; a step `proxy` begins each that a proxy sends. */
export const chainReply = ({ exchanges }: Chain, scene: Scene): PathStep[] =>
  exchanges.toReversed().flatMap(({ reply }, at, all) => {
    const before = all[at - 1]
    const heading = before === undefined || reply.length === 0 ? [] : [proxyStep(before, scene, 'answers')]
    return [...heading, ...pathOf(reply, scene.snapshot)]
  })

const destinationOf = ({ probe: { destination, port = 0, protocol } }: Exchange): string =>
  `${withPort(destination, port)}/${protocol}`

/** @param exchange what the proxy sends */
const proxyStep = ({ probe: { from } }: Exchange, scene: Scene, does: string): PathStep => ({
  netns: (from === null ? undefined : scene.space(from)?.namespace?.inode) ?? null,
  step: 'proxy',
  detail: `docker-proxy ${does}`,
})
