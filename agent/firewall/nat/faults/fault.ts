import { withPort } from '../../prefix.ts'
import type { Port } from '../port.ts'
import type { NatFault } from '../record.ts'

/** What is known of all ports together. */
export interface Whole {
  readonly ports: readonly Port[]
  /** Said of many ports at once: it is not said again of each. */
  readonly told: ReadonlySet<string>
}

/** Looks for one kind of fault. */
export type FaultFinder = (port: Port, whole: Whole) => NatFault | null

/** What people call the other side. */
export const nameOf = ({ container, address }: Port): string => container?.name ?? address ?? 'the container'

/** `0.0.0.0:8080/tcp` */
export const hostPortWords = ({ hostAddress, hostPort, protocol }: Port): string =>
  `${withPort(hostAddress, hostPort)}/${protocol}`

/** `172.18.0.2:80` */
export const targetWords = ({ address, containerPort }: Port): string =>
  address === null ? `port ${containerPort}` : withPort(address, containerPort)

/** `nginx (pid 12)` */
export const processWords = ({
  pid,
  command,
}: {
  readonly pid?: number | null
  readonly command?: string | null
}): string => (pid === undefined || pid === null ? 'a process' : `${command || 'a process'} (pid ${pid})`)

/** The engine has the port open only so that nobody else takes it. */
export const decoyWords = ({ hostSocket }: Port): string =>
  hostSocket?.role === 'engine' ? `; ${processWords(hostSocket)} only keeps the port, and connections to it hang` : ''
