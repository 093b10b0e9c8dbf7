import { isDeepStrictEqual } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WebConfig } from '../../../agent/web-config/web-config.ts'
import { ProblemError } from '../problem-error.ts'
import { securityHeaders } from '../security-headers.ts'
import { basicCredentials } from './basic-credentials.ts'
import { passwordCheck } from './password-check.ts'
import { type TlsServer, tlsServer } from './tls-server.ts'
import { tokenBucket } from './token-bucket.ts'

/** Who may ask the server, by a web configuration file: every path, /healthz and unknown ones too. */
export interface Access {
  /** null: plain HTTP. */
  readonly tls: TlsServer | null
  /** @throws ProblemError 500, 429 or 401 when the request is not to be answered */
  readonly check: (request: FastifyRequest) => Promise<void>
  /** Adds the headers of the file; those of ours that are as strict or stricter stay. */
  readonly addHeaders: (reply: FastifyReply) => void
  /** @param config null when the file cannot be used: nobody is let in then */
  readonly update: (config: WebConfig | null) => void
}

export const accessBy = (first: WebConfig): Access => {
  let config = first
  let isUsable = true
  let bucket = bucketOf(first)
  let headers = headersFor(first.headers)
  const checkPassword = passwordCheck()
  const tls = first.tls === null ? null : tlsServer(first.tls)

  const checkUser = async (request: FastifyRequest): Promise<void> => {
    if (config.users.size === 0) return
    const credentials = basicCredentials(request.headers.authorization)
    const verdict = credentials === null ? 'wrong' : await checkPassword(config.users, credentials, request.ip)
    if (verdict === 'busy') throw tooMany('Too many passwords wait to be checked: try again in a second.')
    if (verdict === 'wrong')
      throw new ProblemError(401, 'Name and password of a user of this agent are wanted.', {
        headers: { 'www-authenticate': 'Basic' },
      })
  }

  return {
    tls,
    check: async (request) => {
      if (!isUsable)
        throw new ProblemError(500, "The agent's web configuration file cannot be used: its standard error says why.")
      if (bucket?.take() === false) throw tooMany('Too many requests: the rate limit of this agent is used up.')
      await checkUser(request)
    },
    addHeaders: (reply) => void reply.headers(headers),
    update: (next) => {
      isUsable = next !== null
      if (next === null) return
      if (!isDeepStrictEqual(next.rateLimit, config.rateLimit)) bucket = bucketOf(next)
      if (next.tls !== null && !isDeepStrictEqual(next.tls, config.tls)) tls?.update(next.tls)
      headers = headersFor(next.headers)
      config = next
    },
  }
}

const bucketOf = ({ rateLimit }: WebConfig) =>
  rateLimit === null ? null : tokenBucket(rateLimit, () => performance.now())

const tooMany = (detail: string): ProblemError => new ProblemError(429, detail, { headers: { 'retry-after': '1' } })

const policy = 'content-security-policy'

/** A browser obeys all policies of a list (CSP level 3, section 3.1): a second one takes away and allows nothing. */
const headersFor = (configured: WebConfig['headers']): { readonly [name: string]: string } => {
  const own = new Map<string, string>(Object.entries(securityHeaders))
  const more = [...configured].map(([name, value]): [string, string] => [name.toLowerCase(), value])
  return Object.fromEntries(
    more
      .map(([name, value]): [string, string] =>
        name === policy ? [name, `${own.get(policy)}, ${value}`] : [name, value],
      )
      .filter(([name]) => name === policy || !own.has(name)),
  )
}
