import type { DockerAddress } from './docker-address.ts'
import { DockerError } from './docker-error.ts'
import { DockerTransport, type TransportLimits } from './docker-transport.ts'
import { listAt, textAt } from './json-value.ts'

/** The newest API version whose answers we know; an engine speaks all from its oldest to its newest. */
const newestKnown = '1.50'

/** What is asked of an engine. Every answer is JSON as it came; every rejection is a DockerError. */
export type DockerClient = Disposable & {
  readonly version: string
  readonly apiVersion: string
  /** `docker`, or `podman` for its compatible service. */
  readonly runtime: string
  readonly containers: () => Promise<unknown>
  /** `id` must be 64 hexadecimal digits. */
  readonly container: (id: string) => Promise<unknown>
  readonly networks: () => Promise<unknown>
}

const isOlder = (one: string, other: string): boolean => {
  const [major = 0, minor = 0] = one.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major === otherMajor ? minor < otherMinor : major < otherMajor
}

/** The version to speak: the engine's newest, but none newer than we know, unless it refuses all that we know. */
const negotiated = (newest: string, oldest: string): string => {
  const wanted = isOlder(newest, newestKnown) ? newest : newestKnown
  return isOlder(wanted, oldest) ? oldest : wanted
}

/**
 * Opens a client and agrees on the API version.
 * @throws DockerError when nothing at the address answers as an engine does
 */
export const openDocker = async (address: DockerAddress, limits: TransportLimits): Promise<DockerClient> => {
  using opened = new DisposableStack()
  const transport = opened.use(new DockerTransport(address, limits))
  const answer = await transport.get('/version')
  const newest = textAt(answer, 'ApiVersion')
  if (!/^\d+\.\d+$/.test(newest))
    throw new DockerError('malformed', `${address.url} is not a Docker engine: its /version names no API version`)
  transport.version = negotiated(newest, textAt(answer, 'MinAPIVersion'))
  const isPodman = listAt(answer, 'Components').some((component) => textAt(component, 'Name') === 'Podman Engine')
  const owned = opened.move()
  return {
    version: textAt(answer, 'Version'),
    apiVersion: transport.version,
    runtime: isPodman ? 'podman' : 'docker',
    containers: () => transport.get('/containers/json', '?all=true'),
    container: (id) => transport.get(`/containers/${id}/json`),
    networks: () => transport.get('/networks'),
    [Symbol.dispose]: () => owned.dispose(),
  }
}
