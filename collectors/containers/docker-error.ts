import type { Problem } from '../problem.ts'

/** Why the engine gave no usable answer: `message` is one line, ready for a person. */
export class DockerError extends Error {
  readonly kind: Problem['kind']

  constructor(kind: Problem['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DockerError'
    this.kind = kind
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Text of the other side in our message: one line, no control characters, not long. */
const quoted = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

const isTls = (code: string): boolean =>
  code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || /CERT|SIGNATURE|ISSUER/.test(code)

/** What an error of the connection to `address` means: errno(3) names, and those of Node's TLS and HTTP parser. */
export const connectionError = (error: unknown, address: string): DockerError => {
  const code = codeOf(error)
  const because = { cause: error }
  const failed = (kind: Problem['kind'], message: string) => new DockerError(kind, message, because)
  if (isTls(code))
    return failed('denied', `TLS with ${address} failed (${code}): check DOCKER_TLS_VERIFY and DOCKER_CERT_PATH`)
  if (code.startsWith('HPE_')) return failed('malformed', `${address} does not speak HTTP: it is not a Docker engine`)
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return failed(
        'unavailable',
        `there is no socket at ${address}: start Docker, name its socket with --docker-host, or use --no-docker`,
      )
    case 'ECONNREFUSED':
      return failed('unavailable', `nobody listens at ${address}: start Docker, or correct --docker-host`)
    case 'EACCES':
    case 'EPERM':
      return failed(
        'denied',
        `permission denied on ${address}: run as root or as a member of the group that owns the socket`,
      )
    case 'ECONNRESET':
    case 'EPIPE':
      return failed('unavailable', `${address} closed the connection before its answer was complete: is it restarting?`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed('unavailable', `the name in ${address} cannot be resolved: correct --docker-host`)
    default:
      return failed('unavailable', `${address} cannot be reached: ${quoted(String(error))}`)
  }
}

/** An answer other than 200. `subject` is the path without version and id. */
export type Answer = { subject: string; status: number; location: string; body: string }

/** The engine's own words in an answer that is not 200: `{"message": "…"}`, or what a proxy wrote. */
const wordsOf = (body: string): string => {
  try {
    const json: unknown = JSON.parse(body)
    if (typeof json === 'object' && json !== null && 'message' in json) return quoted(String(json.message))
  } catch {}
  return /^\s*</.test(body) ? 'an HTML page' : quoted(body)
}

/** What an answer other than 200 means. */
export const statusError = (answer: Answer, address: string): DockerError => {
  const { subject, status, location } = answer
  const words = wordsOf(answer.body)
  const said = `${address} answered ${status} to ${subject}${words === '' ? '' : `: ${words}`}`
  if (status >= 300 && status < 400)
    return new DockerError(
      'malformed',
      `${address} redirects ${subject} to ${quoted(location)}: it is not a Docker engine; correct --docker-host`,
    )
  if (status === 401 || status === 403) return new DockerError('denied', `${said}; a proxy or plugin refuses this path`)
  if (status === 404 && subject === '/containers/ID/json')
    return new DockerError('vanished', 'it was removed while it was read')
  if (status === 404) return new DockerError('malformed', `${said}; is it a Docker engine?`)
  if (status === 400 && /HTTPS server/.test(words))
    return new DockerError('denied', `${address} wants TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH`)
  if (status === 400) return new DockerError('unsupported', said)
  return new DockerError('unavailable', said)
}
