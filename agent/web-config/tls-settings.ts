import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { ConfigError } from '../../collectors/config-error.ts'
import { fsErrorCode } from '../../collectors/procfs/read.ts'
import { cipherSuites, curves, tls13Suites } from './go-tls-names.ts'
import { flagAt, placeOf, refuse, type Section, textAt, textsAt, wordAt } from './section.ts'
import { secureContextOptions } from './secure-context-options.ts'
import { type ClientAuthType, clientAuthTypes, type TlsSettings, type TlsVersion } from './web-config.ts'

/** The keys of `tls_server_config`. */
export const tlsKeys = [
  'cert',
  'cert_file',
  'key',
  'key_file',
  'client_ca',
  'client_ca_file',
  'client_auth_type',
  'client_allowed_sans',
  'min_version',
  'max_version',
  'cipher_suites',
  'prefer_server_cipher_suites',
  'curve_preferences',
] as const

/** How files are read, and from which folder relative names start. */
export interface Files {
  readonly folder: string
  /** @throws the error of `node:fs` */
  readonly read: (path: string) => string
}

/**
 * @returns null when nothing is set: plain HTTP
 * @throws ConfigError when TLS cannot work as it is set up
 */
export const tlsSettings = (section: Section, files: Files): TlsSettings | null => {
  const isSet = ([, value]: [unknown, unknown]): boolean => value !== null && value !== ''
  if (![...section.entries].some(isSet)) return null
  const settings: TlsSettings = {
    ...keyPair(section, files),
    ...clientCertificates(section, files),
    ...versions(section),
    ciphers: ciphersOf(section),
    honorCipherOrder: flagAt(section, 'prefer_server_cipher_suites', true),
    curves: openSslNames(section, 'curve_preferences', curves)?.join(':') ?? null,
  }
  attempt(`${section.file}: ${section.path}`, 'OpenSSL refuses these settings', () =>
    createSecureContext(secureContextOptions(settings)),
  )
  return settings
}

/** The text itself or the file's; the file is taken when both are there, as exporters do. */
const pemAt = (section: Section, key: string, files: Files): { readonly pem: string; readonly key: string } => {
  const fileKey = `${key}_file`
  const name = textAt(section, fileKey)
  if (name === '') return { pem: textAt(section, key), key }
  const path = name.startsWith('/') ? name : join(files.folder, name)
  try {
    return { pem: files.read(path), key: fileKey }
  } catch (error) {
    throw new ConfigError(
      placeOf(section, fileKey),
      `${path} cannot be read (${fsErrorCode(error)}); relative names start at the configuration file's folder.`,
      { cause: error },
    )
  }
}

const attempt = <T>(place: string, what: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) }
    throw new ConfigError(place, `${what} (${code ?? message}).`, { cause: error })
  }
}

const keyPair = (section: Section, files: Files): Pick<TlsSettings, 'cert' | 'key'> => {
  const cert = pemAt(section, 'cert', files)
  if (cert.pem === '') refuse(section, 'cert_file', 'TLS needs a certificate: name its file, or write it under cert.')
  const key = pemAt(section, 'key', files)
  if (key.pem === '')
    refuse(section, 'key_file', "TLS needs the certificate's key: name its file, or write it under key.")
  const certificate = attempt(
    placeOf(section, cert.key),
    'this is no certificate in PEM form',
    () => new X509Certificate(cert.pem),
  )
  const privateKey: KeyObject = attempt(
    placeOf(section, key.key),
    'this is no private key in PEM form without a passphrase',
    () => createPrivateKey(key.pem),
  )
  if (!certificate.checkPrivateKey(privateKey))
    refuse(section, key.key, 'this key is not that of the certificate; name the two files that belong together.')
  return { cert: cert.pem, key: key.pem }
}

const pemCertificates = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** `RequireClientCert` is an old name of exporters. */
const clientAuthWords = [...clientAuthTypes, 'RequireClientCert'] as const

const clientCertificates = (
  section: Section,
  files: Files,
): Pick<TlsSettings, 'clientCa' | 'clientAuth' | 'allowedSans'> => {
  const word = wordAt(section, 'client_auth_type', clientAuthWords, 'NoClientCert')
  const clientAuth: ClientAuthType = word === 'RequireClientCert' ? 'RequireAnyClientCert' : word
  const ca = pemAt(section, 'client_ca', files)
  const allowedSans = textsAt(section, 'client_allowed_sans')
  if (ca.pem === '' && ca.key === 'client_ca') {
    // Go would take the machine's public authorities: then whoever bought a certificate anywhere could come in.
    if (clientAuth === 'RequireAndVerifyClientCert')
      refuse(section, 'client_ca_file', `${clientAuth} needs the authority of the clients: name its file here.`)
  } else {
    if (clientAuth === 'NoClientCert')
      refuse(section, ca.key, 'no certificate is asked for: set client_auth_type to RequireAndVerifyClientCert.')
    const found = ca.pem.match(pemCertificates) ?? refuse(section, ca.key, 'there is no certificate in PEM form in it.')
    for (const pem of found)
      attempt(placeOf(section, ca.key), 'it has a damaged certificate', () => new X509Certificate(pem))
  }
  if (allowedSans !== null && clientAuth !== 'RequireAnyClientCert' && clientAuth !== 'RequireAndVerifyClientCert')
    refuse(section, 'client_allowed_sans', 'set client_auth_type to RequireAndVerifyClientCert, or take this out.')
  return { clientCa: ca.pem === '' ? null : ca.pem, clientAuth, allowedSans }
}

const versionWords = ['TLS10', 'TLS11', 'TLS12', 'TLS13'] as const

const versions = (section: Section): Pick<TlsSettings, 'minVersion' | 'maxVersion'> => {
  const minVersion = versionAt(section, 'min_version', 'TLS12')
  const maxVersion = versionAt(section, 'max_version', 'TLS13')
  if (minVersion > maxVersion) refuse(section, 'max_version', 'this is below min_version: no client could connect.')
  return { minVersion, maxVersion }
}

const versionAt = (section: Section, key: string, absent: (typeof versionWords)[number]): TlsVersion => {
  const word = wordAt(section, key, versionWords, absent)
  if (word === 'TLS12') return 'TLSv1.2'
  if (word === 'TLS13') return 'TLSv1.3'
  return refuse(section, key, `${word} is broken (RFC 8996) and not offered here: write TLS12 or TLS13.`)
}

const ciphersOf = (section: Section): string | null => {
  const named = openSslNames(section, 'cipher_suites', cipherSuites)
  return named === null ? null : [...new Set([...named, ...tls13Suites])].join(':')
}

const openSslNames = (section: Section, key: string, known: ReadonlyMap<string, string>): readonly string[] | null => {
  const words = textsAt(section, key) ?? []
  const names = words.map(
    (word) => known.get(word) ?? refuse(section, key, `'${word}' is none of ${[...known.keys()].join(', ')}.`),
  )
  return names.length === 0 ? null : names
}
