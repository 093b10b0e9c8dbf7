import { isIP, SocketAddress } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { TlsSettings } from '../../../agent/web-config/web-config.ts'

/** Whether a server asks its clients for a certificate at all. */
export const asksForCertificate = ({ clientAuth }: TlsSettings): boolean => clientAuth !== 'NoClientCert'

/** Whether the client of a finished handshake may come in. */
export const isAdmitted = (socket: TLSSocket, { clientAuth, allowedSans }: TlsSettings): boolean => {
  const certificate = socket.getPeerX509Certificate()
  switch (clientAuth) {
    case 'NoClientCert':
    case 'RequestClientCert':
      return true
    case 'VerifyClientCertIfGiven':
      return certificate === undefined || socket.authorized
    case 'RequireAnyClientCert':
    case 'RequireAndVerifyClientCert':
      if (certificate === undefined) return false
      if (clientAuth === 'RequireAndVerifyClientCert' && !socket.authorized) return false
      return allowedSans === null || hasName(certificate.subjectAltName, allowedSans)
    default:
      return clientAuth satisfies never
  }
}

const hasName = (subjectAltName: string | undefined, allowed: readonly string[]): boolean => {
  const names = alternativeNames(subjectAltName ?? '')
  return allowed.some((name) => names.includes(canonical(name)))
}

/** One name as Node writes it: `TYPE:VALUE`, the value as a JSON string when it could be misread. */
const generalName = /([^:,]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y

/** Of these kinds Go's crypto/x509 knows the names, and only these can be allowed. */
const kinds = ['DNS', 'email', 'URI', 'IP Address']

/**
 * The names in `X509Certificate.subjectAltName`.
 * @returns none when a part of the text cannot be read
 */
export const alternativeNames = (subjectAltName: string): readonly string[] => {
  const names: string[] = []
  generalName.lastIndex = 0
  while (generalName.lastIndex < subjectAltName.length) {
    const [, kind = '', value = ''] = generalName.exec(subjectAltName) ?? []
    if (kind === '') return []
    if (!kinds.includes(kind)) continue
    const name: unknown = value.startsWith('"') ? JSON.parse(value) : value
    names.push(kind === 'IP Address' ? canonical(`${name}`) : `${name}`)
  }
  return names
}

/** Addresses have one form: OpenSSL writes `2001:DB8:0:0:0:0:0:1`, Go and everybody else `2001:db8::1`. */
const canonical = (name: string): string => {
  const version = isIP(name)
  return version === 0 ? name : new SocketAddress({ address: name, family: version === 6 ? 'ipv6' : 'ipv4' }).address
}
