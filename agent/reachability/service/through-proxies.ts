import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import type { Exchange, Probe } from '../exchange/exchange.ts'
import { probeMended } from '../exchange/probe.ts'
import { isReached } from '../exchange/verdict.ts'
import type { Scene } from '../scene/scene.ts'
import type { Pardoned } from '../trial.ts'

/** An exchange, and those that proxies make on behalf of it, the sender's first. */
export interface Chain {
  readonly exchanges: readonly [Exchange, ...Exchange[]]
  readonly succeeds: boolean
}

/** A proxy that leads to itself ends somewhere. */
const mostProxies = 4

/**
 * Follows a connection that a docker-proxy takes: it makes a second one, from the host to the container, and the sender's is worth
 * no more than that. Where the second is uncertain, the likeliest way is followed.
 * @param pardoned what counts as if it were mended
 */
export const throughProxies = (scene: Scene, first: Exchange, pardoned: Pardoned = new Set()): Chain => {
  const exchanges: [Exchange, ...Exchange[]] = [first]
  for (let last = first; ; ) {
    if (!isReached(last.outcome)) return { exchanges, succeeds: false }
    const next = last.reached === null ? null : proxied(scene, last.reached.socket, last)
    if (next === null || exchanges.length > mostProxies) return { exchanges, succeeds: true }
    last = probeMended(scene, next, pardoned)
    exchanges.push(last)
  }
}

const proxied = (scene: Scene, socket: SocketRecord | null, { reached }: Exchange): Probe | null => {
  const proxy = socket === null ? undefined : scene.proxyOf(socket.inode)
  if (proxy === undefined || reached === null || proxy.protocol === 'sctp') return null
  return {
    from: reached.space.netns,
    destination: proxy.containerAddress,
    port: proxy.containerPort,
    protocol: proxy.protocol,
  }
}
