import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWebConfig } from '../../../agent/web-config/read-web-config.ts'
import { ConfigError } from '../../../collectors/config-error.ts'
import { type CertificateFolder, certificateFolder } from './make-certificates.ts'

let folder: CertificateFolder
beforeAll(() => {
  folder = certificateFolder()
  folder.authority('ca')
  folder.signed('server', 'ca')
  folder.signed('other', 'ca')
  folder.write('junk.pem', 'not a certificate\n')
  folder.write('damaged.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
})
afterAll(() => folder[Symbol.dispose]())

const read = (yaml: string) => readWebConfig(folder.write('web.yml', yaml))

/** The message about a file that cannot be used. */
const refusal = (yaml: string): string => {
  try {
    read(yaml)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(`${folder.path}/`, '')
    throw error
  }
  return 'accepted'
}

const tls = (...lines: readonly string[]): string =>
  ['tls_server_config:', 'cert_file: server.pem', 'key_file: server.key', ...lines].join('\n  ')
const http = (...lines: readonly string[]): string => ['http_server_config:\n  headers:', ...lines].join('\n    ')
const user = (hash: string): string => `basic_auth_users:\n  alice: ${hash}\n`
const hashOf = (cost: string, kind = '2y'): string =>
  `$${kind}$${cost}$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi`

/** Whether promtool, which has an exporter-toolkit of its age in it, accepts a file. */
const promtoolAccepts = (yaml: string): boolean =>
  spawnSync('promtool', ['check', 'web-config', folder.write('judged.yml', yaml)]).status === 0

/** Files that the exporters' own tests have, and more of their kind; in all of these we and promtool are of one mind. */
const good: readonly (readonly [what: string, yaml: string])[] = [
  ['nothing', ''],
  ['a comment', '# nothing yet\n'],
  ['empty sections', 'tls_server_config:\nhttp_server_config: {}\nbasic_auth_users:\n'],
  ['a certificate', tls()],
  ['empty names', 'tls_server_config:\n  cert_file: ""\n  key_file: ""\n'],
  ['RequireAnyClientCert', tls('client_auth_type: RequireAnyClientCert')],
  ['its old name', tls('client_auth_type: RequireClientCert')],
  ['verification', tls('client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: ca.pem')],
  ['verification if given, without an authority', tls('client_auth_type: VerifyClientCertIfGiven')],
  ['curves', tls('curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]')],
  ['ciphers', tls('cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]')],
  ['HTTP/2 off', `${tls('max_version: TLS12')}\nhttp_server_config:\n  http2: false\n`],
  ['yes and no of YAML 1.1', `${tls('prefer_server_cipher_suites: no')}\nhttp_server_config:\n  http2: yes\n`],
  ['headers', http('X-Frame-Options: deny', 'X-Content-Type-Options: nosniff', 'X-XSS-Protection: 1')],
  ['users', user(hashOf('10'))],
  ['a user called like a property', `basic_auth_users:\n  __proto__: ${hashOf('10')}\n`],
]

const bad: readonly (readonly [what: string, yaml: string, message: RegExp])[] = [
  ['a text', 'hello', /^web.yml: this is a mapping of tls_server_config, /],
  ['no YAML', 'tls_server_config: [', /^web.yml: line 1, column \d+: this is not YAML/],
  ['an alias of nothing', 'tls_server_config: *nothing', /^web.yml: this is not YAML \(Unresolved alias/],
  ['a key twice', 'basic_auth_users: {}\nbasic_auth_users: {}', /^web.yml: line 2, column 1: .*DUPLICATE_KEY/],
  ['an unknown section', 'tls_config: {}', /^web.yml: tls_config: there is no such setting here/],
  ['an unknown key', tls('cert_fil: x'), /^web.yml: tls_server_config.cert_fil: there is no such setting/],
  ['a list for a section', 'tls_server_config: [a]', /^web.yml: tls_server_config: this is a mapping/],
  ['a mapping for a text', tls('min_version: {a: 1}'), /min_version: write one text here/],
  ['no certificate', 'tls_server_config:\n  key_file: server.key', /cert_file: TLS needs a certificate/],
  ['no key', 'tls_server_config:\n  cert_file: server.pem', /key_file: TLS needs the certificate's key/],
  ['neither', 'tls_server_config:\n  cert_file: ""\n  client_auth_type: x', /cert_file: TLS needs a certificate/],
  ['no such certificate', tls().replace('server.pem', 'no.pem'), /cert_file: no.pem cannot be read \(ENOENT\)/],
  ['no such key', tls().replace('server.key', 'no.key'), /key_file: no.key cannot be read \(ENOENT\)/],
  ['no such authority', tls('client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: no.pem'), /no.pem cannot/],
  ['a key of another', tls().replace('server.key', 'other.key'), /key_file: this key is not that of the certificate/],
  ['no PEM certificate', tls().replace('server.pem', 'junk.pem'), /cert_file: this is no certificate/],
  ['no PEM key', tls().replace('server.key', 'junk.pem'), /key_file: this is no private key/],
  ['an authority that is not asked for', tls('client_ca_file: ca.pem'), /client_ca_file: no certificate is asked for/],
  ['an unknown policy', tls('client_auth_type: Sometimes'), /client_auth_type: 'Sometimes' is none of NoClientCert/],
  ['an unknown cipher', tls('cipher_suites: [TLS_NULL]'), /cipher_suites: 'TLS_NULL' is none of/],
  ['an unknown curve', tls('curve_preferences: [CurveP257]'), /curve_preferences: 'CurveP257' is none of/],
  ['an unknown version', tls('min_version: TLS14'), /min_version: 'TLS14' is none of/],
  ['a header of our own', http('X-Test: 1'), /http_server_config.headers.X-Test: this header cannot be set/],
  ['a header called like a property', http('constructor: 1'), /headers.constructor: this header cannot be set/],
  ['a wrong frame option', http('X-Frame-Options: allow'), /X-Frame-Options: 'allow' is none of deny, sameorigin/],
  ['a wrong type option', http('X-Content-Type-Options: sniff'), /'sniff' is none of nosniff/],
  ['a password for a hash', user('doe'), /basic_auth_users.alice: this is no bcrypt hash/],
]

describe('we and promtool', () => {
  test.each(good)('accept %s', (_what, yaml) => {
    expect(refusal(yaml)).toBe('accepted')
    expect(promtoolAccepts(yaml)).toBe(true)
  })

  test.each(bad)('refuse %s', (_what, yaml, message) => {
    expect(refusal(yaml)).toMatch(message)
    expect(promtoolAccepts(yaml)).toBe(false)
  })
})

/** Newer than promtool here, or refused by us alone: it would be insecure, or nobody could mean it. */
test.each([
  ['a hash that takes too long', user(hashOf('15')), /alice: the hash has cost 15; make one of 4 to 14/],
  ['a hash of a kind that is broken', user(hashOf('10', '2x')), /alice: this is no bcrypt hash/],
  ['a hash with more behind it', user(`${hashOf('10')}x`), /alice: this is no bcrypt hash/],
  ['TLS 1.0', tls('min_version: TLS10'), /min_version: TLS10 is broken \(RFC 8996\)/],
  ['TLS 1.1 at most', tls('max_version: TLS11'), /max_version: TLS11 is broken/],
  ['no version at all', tls('min_version: TLS13', 'max_version: TLS12'), /max_version: this is below min_version/],
  ['TLS settings without a certificate', 'tls_server_config:\n  min_version: TLS13', /cert_file: TLS needs/],
  [
    'verification by nobody',
    tls('client_auth_type: RequireAndVerifyClientCert'),
    /client_ca_file: .* needs the author/,
  ],
  [
    'an authority without a certificate',
    tls('client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: junk.pem'),
    /client_ca_file: there is no certificate/,
  ],
  [
    'a damaged authority',
    tls('client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: damaged.pem'),
    /client_ca_file: it has a damaged certificate/,
  ],
  ['names of nobody', tls('client_allowed_sans: [x]'), /client_allowed_sans: set client_auth_type/],
  [
    'names of those who need not say them',
    tls('client_auth_type: VerifyClientCertIfGiven', 'client_ca_file: ca.pem', 'client_allowed_sans: [x]'),
    /client_allowed_sans: set client_auth_type/,
  ],
  ['a limit without a unit', 'rate_limit: {interval: 5, burst: 1}', /rate_limit.interval: '5' is no duration/],
  ['a negative limit', 'rate_limit: {interval: -1s, burst: 1}', /interval: '-1s' is no duration/],
  ['a negative burst', 'rate_limit: {interval: 1s, burst: -1}', /burst: '-1' is no number/],
  ['a header of two lines', http('Content-Security-Policy: "a\\nb"'), /a header is one line/],
  ['paths without authentication', 'auth_excluded_paths: [/metrics]', /auth_excluded_paths: there is no such setting/],
])('refused: %s', (_what, yaml, message) => {
  expect(refusal(yaml)).toMatch(message)
})

test('messages quote no secret', () => {
  expect(refusal(user('hunter2'))).not.toContain('hunter2')
  expect(refusal('basic_auth_users:\n  alice: "hunter2')).not.toContain('hunter2')
  expect(refusal(`tls_server_config:\n  cert_file: server.pem\n  key: hunter2`)).not.toContain('hunter2')
})

test('a file that is not there', () => {
  expect(() => readWebConfig(join(folder.path, 'none.yml'))).toThrow(/none.yml: this file cannot be read \(ENOENT\)/)
})

describe('what is read', () => {
  test('nothing: everybody may ask, in plain HTTP', () => {
    expect(read('')).toEqual({ tls: null, users: new Map(), rateLimit: null, headers: new Map() })
  })

  test('TLS, by its defaults', () => {
    expect(read(tls()).tls).toEqual({
      cert: folder.read('server.pem'),
      key: folder.read('server.key'),
      clientCa: null,
      clientAuth: 'NoClientCert',
      allowedSans: null,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: null,
      honorCipherOrder: true,
      curves: null,
    })
  })

  test('TLS, all of it; absolute names and texts are as good as files', () => {
    const indented = (name: string): string => folder.read(name).trim().replaceAll('\n', '\n    ')
    const yaml = `tls_server_config:
  cert: |
    ${indented('server.pem')}
  key_file: ${folder.path}/server.key
  client_ca: |
    ${indented('ca.pem')}
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [one, "spiffe://two"]
  min_version: TLS12
  max_version: TLS12
  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_CBC_SHA]
  prefer_server_cipher_suites: false
  curve_preferences: [X25519, CurveP256]
`
    expect(read(yaml).tls).toEqual({
      cert: folder.read('server.pem'),
      key: folder.read('server.key'),
      clientCa: folder.read('ca.pem'),
      clientAuth: 'RequireAndVerifyClientCert',
      allowedSans: ['one', 'spiffe://two'],
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      ciphers:
        'ECDHE-ECDSA-AES256-GCM-SHA384:AES128-SHA:TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
      honorCipherOrder: false,
      curves: 'X25519:P-256',
    })
  })

  test('users, headers, limit; anchors too', () => {
    const yaml = `basic_auth_users: {alice: &hash ${hashOf('10')}, 17: *hash, "": *hash}
rate_limit: {interval: 1m30s, burst: 5}
${http('X-XSS-Protection: 0', 'Strict-Transport-Security: ""')}`
    expect(read(yaml)).toEqual({
      tls: null,
      users: new Map([
        ['alice', hashOf('10')],
        ['17', hashOf('10')],
        ['', hashOf('10')],
      ]),
      rateLimit: { intervalMs: 90_000, burst: 5 },
      headers: new Map([['X-XSS-Protection', '0']]),
    })
  })

  test.each([
    ['0', null],
    ['"1s"', 1_000],
    ['.5s', 500],
    ['1h2m3s4ms', 3_723_004],
    ['250us', 0.25],
    ['0s', null],
  ])('an interval of %s', (interval, intervalMs) => {
    const expected = intervalMs === null ? null : { intervalMs, burst: 0 }
    expect(read(`rate_limit: {interval: ${interval}}`).rateLimit).toEqual(expected)
  })

  test('it survives the pipe between the processes', () => {
    const config = read(`${tls()}\n${user(hashOf('10'))}`)
    expect(structuredClone(config)).toEqual(config)
  })
})
