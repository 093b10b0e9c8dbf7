import { join } from 'node:path'
import { ConfigError } from '../config-error.ts'
import { contextNamed, currentContext } from './docker-context.ts'
import { type Environment, type TlsMaterial, tlsOfEnvironment, wantsTls } from './docker-tls.ts'

export type DockerConnection =
  | { readonly socketPath: string }
  | {
      readonly host: string
      readonly port: number
      /** Path before the API's own, for an engine behind a proxy; empty or `/…` without a slash at the end. */
      readonly prefix: string
      /** null is plain HTTP. */
      readonly tls: TlsMaterial | null
    }

/** Where to ask Docker. `url` is for people. */
export type DockerAddress = { readonly url: string; readonly connection: DockerConnection }

const defaultSocket = '/var/run/docker.sock'
const forms = 'write unix:///path/to/docker.sock or tcp://HOST:PORT'

/** An address as somebody wrote it, the setting where it stands, and the TLS that goes with it. */
type Wish = { url: string; key: string; tls: () => TlsMaterial | null }

const withoutPassword = (url: string): string => url.replace(/:[^/@]*@/, ':…@')

const parsed = ({ url, key }: Wish): URL => {
  try {
    // A port alone is a port of this host.
    return new URL(url.replace('://:', '://localhost:'))
  } catch (cause) {
    throw new ConfigError(key, `'${withoutPassword(url)}' is not an address of a Docker engine; ${forms}`, { cause })
  }
}

const overNetwork = (wish: Wish): DockerAddress => {
  const url = parsed(wish)
  if (url.username !== '' || url.password !== '')
    throw new ConfigError(wish.key, 'user and password in the address are not supported; use TLS certificates')
  const tls = url.protocol === 'http:' ? null : wish.tls()
  const secure = tls ?? (url.protocol === 'https:' ? { rejectUnauthorized: true } : null)
  // Ports of the docker command; for http and https URLs, those of the web.
  const usual = { 'http:': 80, 'https:': 443 }[url.protocol] ?? (secure === null ? 2375 : 2376)
  const port = url.port === '' ? usual : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost'
  const prefix = url.pathname.replace(/\/+$/, '')
  return {
    url: `${url.protocol}//${url.hostname || 'localhost'}:${port}${prefix}`,
    connection: { host, port, prefix, tls: secure },
  }
}

const addressOf = (wish: Wish): DockerAddress => {
  const { key } = wish
  const text = wish.url.trim()
  const shown = withoutPassword(text)
  if (text.startsWith('/')) throw new ConfigError(key, `'${shown}' lacks its kind; write unix://${text}`)
  // The docker command reads a bare HOST:PORT as TCP.
  const url = text.includes('://') ? text : `tcp://${text}`
  const scheme = url.slice(0, url.indexOf('://')).toLowerCase()
  switch (scheme) {
    case 'unix': {
      const socketPath = url.slice('unix://'.length) || defaultSocket
      if (!socketPath.startsWith('/'))
        throw new ConfigError(key, `'${shown}' is not an absolute path; write unix:///path/to/docker.sock`)
      return { url: `unix://${socketPath}`, connection: { socketPath } }
    }
    case 'tcp':
    case 'http':
    case 'https':
      return overNetwork({ ...wish, url })
    case 'ssh':
      throw new ConfigError(
        key,
        `ssh:// is not supported; run on that host, or forward its socket: ssh -nNT -L /tmp/docker.sock:${defaultSocket} ${shown.slice('ssh://'.length)}, then --docker-host unix:///tmp/docker.sock`,
      )
    default:
      throw new ConfigError(key, `'${scheme}://' is not supported; ${forms}`)
  }
}

/**
 * The engine to ask, chosen as the docker command chooses it (docker/cli: cli/command/cli.go, resolveContextName): the
 * option, then `DOCKER_HOST`, then `DOCKER_CONTEXT`, then `currentContext` of the configuration file, then the usual socket.
 * Reads the configuration, context and certificate files.
 *
 * @throws ConfigError naming the setting that cannot be used
 */
export const dockerAddress = (settings: {
  /** `--docker-host` */
  option: string | undefined
  environment: Environment
  home: string
}): DockerAddress => {
  const { option, environment, home } = settings
  const configDirectory = environment['DOCKER_CONFIG'] || join(home, '.docker')
  const tls = () => tlsOfEnvironment(environment, configDirectory)
  if (option !== undefined) return addressOf({ url: option || 'unix://', key: '--docker-host', tls })
  const host = environment['DOCKER_HOST'] ?? ''
  if (host !== '') return addressOf({ url: host, key: 'DOCKER_HOST', tls })
  const context = currentContext(environment, configDirectory)
  if (context === null) {
    const url = wantsTls(environment) ? 'tcp://localhost:2376' : 'unix://'
    return addressOf({ url, key: 'DOCKER_HOST', tls })
  }
  const found = contextNamed(context, configDirectory)
  return addressOf({ url: found.host || 'unix://', key: context.key, tls: () => found.tls })
}
