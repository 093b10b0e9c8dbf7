import * as http from 'node:http'
import * as https from 'node:https'
import type { DockerAddress } from './docker-address.ts'
import { connectionError, DockerError, statusError } from './docker-error.ts'

/** The whole of the Docker API that is ever asked. None of these changes anything or shows what is in a container. */
const allowedPaths: readonly RegExp[] = [
  /^\/version$/,
  /^\/containers\/json$/,
  /^\/containers\/[0-9a-f]{64}\/json$/,
  /^\/networks$/,
]

export type TransportLimits = {
  /** Deadline of one request, answer included. */
  readonly callMilliseconds: number
  /** Deadline of everything; its reason is a DockerError. */
  readonly total: AbortSignal
  /** Longest answer. */
  readonly bodyBytes: number
  /** Connections at a time. */
  readonly connections: number
}

const bodyOf = async (response: http.IncomingMessage, limit: number, tooLong: () => Error): Promise<string> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    if (length > limit) throw tooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Asks an engine: bounded in time and in length, and never led anywhere else. (docker-modem, which dockerode asks through,
 * follows redirects from a Unix socket to a TCP port, has no limits, waits for ever when an answer breaks off, and lets
 * `DOCKER_HOST` override what it is told; both together take 33 MB of memory.)
 */
export class DockerTransport implements Disposable {
  /** API version that prefixes the paths, for example `1.50`; empty asks for the engine's own newest. */
  version = ''
  readonly #address: DockerAddress
  readonly #limits: TransportLimits
  readonly #agent: http.Agent
  readonly #request: typeof http.request

  constructor(address: DockerAddress, limits: TransportLimits) {
    const secure = 'tls' in address.connection && address.connection.tls !== null
    const options = { keepAlive: true, maxSockets: limits.connections }
    this.#address = address
    this.#limits = limits
    this.#agent = secure ? new https.Agent(options) : new http.Agent(options)
    this.#request = secure ? https.request : http.request
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }

  /**
   * The parsed JSON of an answer.
   * @param path of the API, without a version
   * @throws DockerError
   */
  async get(path: string, query = ''): Promise<unknown> {
    if (!allowedPaths.some((allowed) => allowed.test(path)))
      throw new Error(`${path} is not one of the Docker requests that are allowed`)
    const prefix = this.version === '' ? '' : `/v${this.version}`
    // Without the id, so that one cause has one message.
    const subject = path.replace(/[0-9a-f]{64}/, 'ID')
    const answer = await this.#body(subject, `${prefix}${path}${query}`)
    try {
      return JSON.parse(answer)
    } catch (cause) {
      throw new DockerError('malformed', `${this.#address.url} answered ${subject} with something else than JSON`, {
        cause,
      })
    }
  }

  /** Body of the answer to a GET. `subject` is for messages, `target` for the wire. */
  async #body(subject: string, target: string): Promise<string> {
    const { callMilliseconds, total, bodyBytes } = this.#limits
    const { url } = this.#address
    const late = new DockerError('unavailable', `${url} did not answer ${subject} within ${callMilliseconds / 1000} s`)
    const tooLong = () => new DockerError('malformed', `${url} answered ${subject} with more than ${bodyBytes} bytes`)
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(late), callMilliseconds)
    const signal = AbortSignal.any([deadline.signal, total])
    try {
      const response = await this.#respond(target, signal)
      const body = await bodyOf(response, bodyBytes, tooLong)
      if (response.statusCode === 200) return body
      const { statusCode: status = 0, headers } = response
      throw statusError({ subject, status, location: headers.location ?? '', body }, url)
    } catch (error) {
      if (error instanceof DockerError) throw error
      throw signal.reason instanceof DockerError ? signal.reason : connectionError(error, url)
    } finally {
      clearTimeout(timer)
    }
  }

  #respond(target: string, signal: AbortSignal): Promise<http.IncomingMessage> {
    const { connection } = this.#address
    const where =
      'socketPath' in connection
        ? { socketPath: connection.socketPath, path: target }
        : { host: connection.host, port: connection.port, path: `${connection.prefix}${target}`, ...connection.tls }
    return new Promise((resolve, reject) => {
      this.#request({ ...where, agent: this.#agent, signal, headers: { accept: 'application/json' } })
        .on('response', resolve)
        .on('error', reject)
        .end()
    })
  }
}
