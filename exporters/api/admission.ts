import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { hostAllowlist } from './host-allowlist.ts'
import { ProblemError } from './problem-error.ts'
import type { ServerDependencies } from './server-dependencies.ts'

const allowedMethods = ['GET', 'HEAD']

/** The checks that come before any route, unknown ones too: who was asked, how, and by what kind of page. */
export const admission = ({ listenHosts, hostNames }: ServerDependencies): ((request: FastifyRequest) => void) => {
  const isOurs = hostAllowlist([...listenHosts, ...hostNames])
  return ({ raw }) => {
    checkHost(raw, isOurs)
    if (!allowedMethods.includes(raw.method ?? ''))
      throw new ProblemError(405, 'Everything here is read-only: use GET or HEAD.', {
        headers: { allow: allowedMethods.join(', ') },
      })
    if (isForeignPage(raw)) throw new ProblemError(403, 'Pages of other sites may link to this, but not read it.')
  }
}

/** HTTP/1.0 has no obligation to send `Host`; a browser, whom the check is about, always does. */
const checkHost = (raw: IncomingMessage, isOurs: (host: string) => boolean): void => {
  const { host } = raw.headers
  const names = raw.rawHeaders.filter((_text, index) => index % 2 === 0)
  if (names.filter((name) => name.toLowerCase() === 'host').length > 1)
    throw new ProblemError(400, 'The request has more than one Host header.')
  if (host === undefined) {
    if (raw.httpVersion === '1.0') return
    throw new ProblemError(400, 'The request has no Host header.')
  }
  if (!isOurs(host))
    throw new ProblemError(
      421,
      'This Host is not one of ours: use an address or the name that the agent listens on, or start it with --allow-host NAME.',
    )
}

/** Fetch metadata where the browser sends it, else `Origin`. Following a link is allowed; other clients send neither. */
const isForeignPage = ({ headers }: IncomingMessage): boolean => {
  const site = headers['sec-fetch-site']
  if (site !== undefined)
    return (site === 'cross-site' || site === 'same-site') && headers['sec-fetch-mode'] !== 'navigate'
  const { origin, host } = headers
  return origin !== undefined && URL.parse(origin)?.host !== host?.toLowerCase()
}
