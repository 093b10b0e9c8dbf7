import { constants } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'
import type { TlsSettings } from './web-config.ts'

/**
 * What a secure context (SSL_CTX) is made from. A client that must show a certificate shows it in each handshake: a resumed
 * session would be let in by what was checked before, so there are no tickets then.
 */
export const secureContextOptions = (tls: TlsSettings): SecureContextOptions => ({
  cert: tls.cert,
  key: tls.key,
  // An empty list trusts nobody; without it Node trusts the public authorities.
  ca: tls.clientCa ?? [],
  minVersion: tls.minVersion,
  maxVersion: tls.maxVersion,
  honorCipherOrder: tls.honorCipherOrder,
  ...(tls.ciphers === null ? {} : { ciphers: tls.ciphers }),
  ...(tls.curves === null ? {} : { ecdhCurve: tls.curves }),
  ...(tls.clientAuth === 'NoClientCert' ? {} : { secureOptions: constants.SSL_OP_NO_TICKET }),
})
