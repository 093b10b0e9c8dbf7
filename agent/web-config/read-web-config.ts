import { readFileSync } from 'node:fs'
import { validateHeaderValue } from 'node:http'
import { dirname } from 'node:path'
import { ConfigError } from '../../collectors/config-error.ts'
import { fsErrorCode } from '../../collectors/procfs/read.ts'
import { goDuration } from './go-duration.ts'
import { parseYaml } from './parse-yaml.ts'
import { flagAt, namesAt, namesOf, refuse, rootSection, type Section, sectionAt, textAt } from './section.ts'
import { type Files, tlsKeys, tlsSettings } from './tls-settings.ts'
import type { RateLimit, WebConfig } from './web-config.ts'

const readWhole: Files['read'] = (path) => readFileSync(path, 'utf8')

/**
 * Reads the web configuration file of Prometheus' exporters (prometheus/exporter-toolkit, docs/web-configuration.md) with the
 * files that it names. Unknown settings are errors, as there.
 * @param read is called for each file
 * @throws ConfigError that names file and setting, and says what to do
 */
export const readWebConfig = (file: string, read: Files['read'] = readWhole): WebConfig => {
  const root = rootSection(parseYaml(contentOf(file, read), file), file, [
    'tls_server_config',
    'http_server_config',
    'basic_auth_users',
    'rate_limit',
  ])
  const http = sectionAt(root, 'http_server_config', ['http2', 'headers'])
  // A permission, which a server need not use: this one speaks HTTP/1.1, and says so when TLS is set up (ALPN).
  flagAt(http, 'http2', true)
  return {
    tls: tlsSettings(sectionAt(root, 'tls_server_config', tlsKeys), { folder: dirname(file), read }),
    users: usersOf(root),
    rateLimit: rateLimitOf(sectionAt(root, 'rate_limit', ['interval', 'burst'])),
    headers: headersOf(http),
  }
}

const contentOf = (file: string, read: Files['read']): string => {
  try {
    return read(file)
  } catch (error) {
    throw new ConfigError(file, `this file cannot be read (${fsErrorCode(error)}).`, { cause: error })
  }
}

/** The forms that bcryptjs knows; `$2y$` is that of htpasswd. */
const bcryptHash = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/
/** Each step doubles the time of a comparison: 10 takes about 0.1 s, 14 about 2 s, and one is made at a time. */
const costs = { least: 4, most: 14 }

const usersOf = (root: Section): WebConfig['users'] => {
  const users = namesAt(root, 'basic_auth_users')
  return new Map(namesOf(users).map((name) => [name, hashAt(users, name)]))
}

/** The hash is a secret and stays out of messages. */
const hashAt = (users: Section, name: string): string => {
  const hash = textAt(users, name)
  const [, digits] = bcryptHash.exec(hash) ?? []
  if (digits === undefined)
    refuse(users, name, "this is no bcrypt hash; write what 'htpasswd -nBC 10 NAME' prints after the name and colon.")
  const cost = Number(digits)
  if (cost < costs.least || cost > costs.most)
    refuse(users, name, `the hash has cost ${cost}; make one of ${costs.least} to ${costs.most}, best 10.`)
  return hash
}

const rateLimitOf = (section: Section): RateLimit | null => {
  const interval = textAt(section, 'interval') || '0'
  const burst = textAt(section, 'burst') || '0'
  const intervalMs =
    goDuration(interval) ?? refuse(section, 'interval', `'${interval}' is no duration; write 100ms, 1s or 1m30s.`)
  if (!/^\d{1,9}$/.test(burst)) refuse(section, 'burst', `'${burst}' is no number of requests.`)
  return intervalMs === 0 ? null : { intervalMs, burst: Number(burst) }
}

/** The headers that exporters let their users set, with the values where there are only some. */
const settableHeaders: ReadonlyMap<string, readonly string[] | null> = new Map([
  ['Strict-Transport-Security', null],
  ['X-Content-Type-Options', ['nosniff']],
  ['X-Frame-Options', ['deny', 'sameorigin']],
  ['X-XSS-Protection', null],
  ['Content-Security-Policy', null],
])

const headersOf = (http: Section): WebConfig['headers'] => {
  const headers = namesAt(http, 'headers')
  const set = namesOf(headers).map((name): [string, string] => [name, headerAt(headers, name)])
  return new Map(set.filter(([, value]) => value !== ''))
}

const headerAt = (headers: Section, name: string): string => {
  const value = textAt(headers, name)
  const allowed = settableHeaders.get(name)
  if (allowed === undefined)
    return refuse(headers, name, `this header cannot be set; those are ${[...settableHeaders.keys()].join(', ')}.`)
  if (allowed !== null && !allowed.includes(value))
    refuse(headers, name, `'${value}' is none of ${allowed.join(', ')}.`)
  if (!isHeaderValue(name, value)) refuse(headers, name, 'a header is one line of visible characters.')
  return value
}

const isHeaderValue = (name: string, value: string): boolean => {
  try {
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
