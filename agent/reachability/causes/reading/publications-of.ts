import type { Container } from '../../../../collectors/containers/record.ts'
import { isWildcard, withPort } from '../../../firewall/prefix.ts'
import { type Publication, publicationsOf } from '../../../topology/published-ports.ts'
import type { Finding } from '../cause.ts'
import { isEngines } from './networks-of.ts'

export interface Published extends Publication {
  readonly container: Container
}

/** Who publishes the port that was asked for, on whatever address, where the request ended at the engine's host. */
export const publishersOf = ({ exchange, loss, scene: { snapshot } }: Finding): readonly Published[] => {
  if (exchange === null || loss === null || !isEngines(loss.space, snapshot)) return []
  const { port, protocol } = exchange.probe
  if (port === undefined) return []
  return snapshot.containers.flatMap((container) =>
    publicationsOf(container)
      .filter(({ port: on }) => on.port === port && on.protocol === protocol)
      .map((publication) => ({ ...publication, container })),
  )
}

/** Whether a port that is published on one address is to be there on another one. */
export const covers = ({ port: { ip } }: Publication, destination: string): boolean =>
  ip === destination || (isWildcard(ip) && ip.includes(':') === destination.includes(':'))

/** `0.0.0.0:8080->80/tcp`, as `docker ps` shows it. */
export const publishedWords = ({ port: { ip, port, protocol }, containerPort }: Publication): string =>
  `${withPort(ip, port)}->${containerPort}/${protocol}`
