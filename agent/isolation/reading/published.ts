import type { Container } from '../../../collectors/containers/record.ts'
import { portKey } from '../../topology/identity.ts'
import { type Publication, publicationsOf } from '../../topology/published-ports.ts'
import { type Context, titleOf } from '../context.ts'

/** A port of the host, and the container behind it. */
export interface PublishedPort {
  readonly container: Container
  readonly publication: Publication
  readonly key: string
  /** `port 0.0.0.0:8080/tcp of container web` */
  readonly title: string
}

export const publishedPorts = ({ snapshot }: Context): readonly PublishedPort[] =>
  snapshot.containers.flatMap((container) =>
    publicationsOf(container).map((publication) => {
      const { port } = publication
      const address = port.ip.includes(':') ? `[${port.ip}]` : port.ip
      return {
        container,
        publication,
        key: portKey(port),
        title: `port ${address}:${port.port}/${port.protocol} of ${titleOf(container)}`,
      }
    }),
  )

/** Addresses that stand for all of their family. */
const everyAddress = ['0.0.0.0', '::']

export const isEverywhere = ({ publication: { port } }: PublishedPort): boolean => everyAddress.includes(port.ip)

/** Whether the port is open on an address of the host. */
export const isOn = ({ publication: { port } }: PublishedPort, address: string): boolean =>
  port.ip === address || (everyAddress.includes(port.ip) && port.ip.includes(':') === address.includes(':'))

/** Only the host itself can use it. */
export const isOnLoopback = ({ publication: { port } }: PublishedPort): boolean =>
  port.ip.startsWith('127.') || port.ip === '::1'

/** How to publish it to fewer. */
export const publishLess = ({ publication: { port, containerPort } }: PublishedPort): string =>
  `# publish it on one address only: docker run -p 127.0.0.1:${port.port}:${containerPort}/${port.protocol}`
