import { isIP } from 'node:net'

/** Names that no resolver may send elsewhere: RFC 6761, and /etc/hosts of the distributions. */
const loopbackNames = ['localhost', 'localhost.localdomain', 'ip6-localhost', 'ip6-loopback']
const wildcards = ['0.0.0.0', '[::]']

/**
 * Says whether a `Host` header names this server: a page of a foreign site whose name was made to resolve to our address
 * (DNS rebinding) sends its own name. Ports do not matter, because tunnels forward others.
 * @param hosts addresses it listens on and names of the machine; a wildcard address admits every IP literal
 */
export const hostAllowlist = (hosts: readonly string[]): ((header: string) => boolean) => {
  const known = new Set([...hosts.map((host) => hostOf(isIP(host) === 6 ? `[${host}]` : host)), ...loopbackNames])
  const anyAddress = wildcards.some((wildcard) => known.has(wildcard))
  return (header) => {
    const host = hostOf(header)
    if (host === null) return false
    return known.has(host) || isLoopback(host) || (anyAddress && isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0)
  }
}

const isLoopback = (host: string): boolean =>
  host === '[::1]' || host.endsWith('.localhost') || (isIP(host) === 4 && host.startsWith('127.'))

/** The host of `HOST[:PORT]` in the one form that URLs give it, without a trailing dot; null if it is not a host at all. */
const hostOf = (text: string): string | null => {
  if (/[\s/\\@?#]/.test(text)) return null
  const host = URL.parse(`http://${text}`)?.hostname.replace(/\.$/, '') ?? ''
  return host === '' ? null : host
}
