/** The names that Go's crypto/tls has for what a server asks of a client's certificate. */
export const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const

export type ClientAuthType = (typeof clientAuthTypes)[number]

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3'

/** The settings of TLS in the words of OpenSSL; certificates and keys are PEM texts. */
export interface TlsSettings {
  readonly cert: string
  readonly key: string
  /** The authorities that may have signed a client's certificate. */
  readonly clientCa: string | null
  readonly clientAuth: ClientAuthType
  /** Alternative names of which a client's certificate must have one; null: any certificate. */
  readonly allowedSans: readonly string[] | null
  readonly minVersion: TlsVersion
  readonly maxVersion: TlsVersion
  /** Names joined by colons, those of TLS 1.3 included; null: OpenSSL's choice. */
  readonly ciphers: string | null
  readonly honorCipherOrder: boolean
  /** Names joined by colons, in order; null: OpenSSL's choice. */
  readonly curves: string | null
}

/** A token bucket: `burst` requests at once, then one each interval. */
export interface RateLimit {
  readonly intervalMs: number
  readonly burst: number
}

/**
 * Who may ask, and how: the web configuration file of Prometheus' exporters, read and checked. Plain data, because the
 * server process, which serves by it, has no right to read the files.
 */
export interface WebConfig {
  /** null: plain HTTP. */
  readonly tls: TlsSettings | null
  /** Names with the bcrypt hashes of their passwords; empty: everybody may ask. */
  readonly users: ReadonlyMap<string, string>
  readonly rateLimit: RateLimit | null
  /** Further headers of each answer. */
  readonly headers: ReadonlyMap<string, string>
}
