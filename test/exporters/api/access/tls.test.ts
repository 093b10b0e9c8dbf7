import { once } from 'node:events'
import { request as plainRequest } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { type AddressInfo, connect as connectPlain } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { hashSync } from 'bcryptjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWebConfig } from '../../../../agent/web-config/read-web-config.ts'
import type { WebConfig } from '../../../../agent/web-config/web-config.ts'
import { type Access, accessBy } from '../../../../exporters/api/access/access.ts'
import { type CertificateFolder, certificateFolder } from '../../../agent/web-config/make-certificates.ts'
import { exampleServer } from '../example-server.ts'

let folder: CertificateFolder
beforeAll(() => {
  folder = certificateFolder()
  for (const name of ['ca', 'stranger']) folder.authority(name)
  for (const name of ['server', 'renewed']) folder.signed(name, 'ca', { usage: 'serverAuth' })
  const sans = 'DNS:prometheus,email:p@x.example,URI:spiffe://x/prometheus,IP:2001:db8::1'
  folder.signed('client', 'ca', { sans })
  folder.signed('expired', 'ca', { sans, days: -1 })
  folder.signed('misused', 'ca', { sans, usage: 'serverAuth' })
  folder.signed('foreign', 'stranger', { sans })
  folder.signed('trick', 'ca', { sans: 'DNS:prometheus.evil.example,URI:http://x/DNS:prometheus' })
})
afterAll(() => folder[Symbol.dispose]())

const configOf = (certificate: string, ...lines: readonly string[]): WebConfig => {
  const own = [`cert_file: ${certificate}.pem`, `key_file: ${certificate}.key`, ...lines]
  return readWebConfig(folder.write('web.yml', ['tls_server_config:', ...own].join('\n  ')))
}
const verifying = ['client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: ca.pem'] as const

interface Answer {
  readonly status: number | undefined
  readonly protocol: string | null
  readonly cipher: string
  readonly by: string | undefined
}

const serving = async (access: Access) => {
  const app = await exampleServer({ access })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const ca = folder.read('ca.pem')
  const servername = 'localhost'
  /** One request over a connection of its own. @returns null when it was refused */
  const ask = (client: string | null = null, options: RequestOptions = {}): Promise<Answer | null> =>
    new Promise((resolve) => {
      const own = client === null ? {} : { cert: folder.read(`${client}.pem`), key: folder.read(`${client}.key`) }
      const asked = request({
        host: '127.0.0.1',
        port,
        path: '/healthz',
        agent: false,
        ca,
        servername,
        ...own,
        ...options,
      })
      asked.on('error', () => resolve(null))
      asked.on('response', (response) => {
        const socket = response.socket as TLSSocket
        response.resume()
        resolve({
          status: response.statusCode,
          protocol: socket.getProtocol(),
          cipher: socket.getCipher().standardName,
          by: socket.getPeerX509Certificate()?.subject,
        })
      })
      asked.end()
    })
  return { app, port, ask, ca, [Symbol.asyncDispose]: () => app.close() }
}

const statusesOf = async (config: WebConfig, clients: readonly (string | null)[]) => {
  await using server = await serving(accessBy(config))
  const answers: { [client: string]: number | null | undefined } = {}
  for (const client of clients) {
    const answer = await server.ask(client)
    answers[client ?? 'none'] = answer === null ? null : answer.status
  }
  return answers
}

const everyClient = [null, 'client', 'expired', 'misused', 'foreign', 'trick'] as const

describe('certificates of clients', () => {
  const all = { none: 200, client: 200, expired: 200, misused: 200, foreign: 200, trick: 200 }
  const untrusted = { expired: null, misused: null, foreign: null }

  test.each([
    [[], all],
    [['client_auth_type: RequestClientCert'], all],
    [['client_auth_type: RequireAnyClientCert'], { ...all, none: null }],
    [['client_auth_type: VerifyClientCertIfGiven', 'client_ca_file: ca.pem'], { ...all, ...untrusted }],
    [['client_auth_type: VerifyClientCertIfGiven'], { ...all, ...untrusted, client: null, trick: null }],
    [verifying, { ...all, ...untrusted, none: null }],
    [[...verifying, 'client_allowed_sans: [other, prometheus]'], { ...all, ...untrusted, none: null, trick: null }],
    [
      ['client_auth_type: RequireAnyClientCert', 'client_allowed_sans: [prometheus]'],
      { ...all, none: null, trick: null },
    ],
    [[...verifying, 'client_allowed_sans: []'], { ...all, ...untrusted, none: null, client: null, trick: null }],
  ])('%j', async (lines, expected) => {
    expect(await statusesOf(configOf('server', ...lines), everyClient)).toEqual(expected)
  })

  test.each(['p@x.example', 'spiffe://x/prometheus', '2001:db8::1', '2001:DB8:0::1'])('the name %s', async (name) => {
    const config = configOf('server', ...verifying, `client_allowed_sans: ["${name}"]`)
    expect(await statusesOf(config, ['client', 'trick'])).toEqual({ client: 200, trick: null })
  })

  test.each(['Prometheus', 'prometheu', 'prometheus ', 'DNS:prometheus', 'CN=client', 'client'])(
    'not the name %j',
    async (name) => {
      const config = configOf('server', ...verifying, `client_allowed_sans: ["${name}"]`)
      expect(await statusesOf(config, ['client'])).toEqual({ client: null })
    },
  )

  test('a request that is sent with the handshake is not answered to a stranger', async () => {
    await using server = await serving(accessBy(configOf('server', ...verifying)))
    const socket = connect({ port: server.port, ca: server.ca, servername: 'localhost' })
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes
    })
    socket.on('error', () => undefined)
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20))
    await once(socket, 'close')
    expect(heard).toBe('')
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('a session of %s is not resumed', async (maxVersion) => {
    await using server = await serving(accessBy(configOf('server', ...verifying)))
    const sessions: Buffer[] = []
    const own = { cert: folder.read('client.pem'), key: folder.read('client.key') }
    const exchange = async (options: ConnectionOptions) => {
      const socket = connect({ port: server.port, ca: server.ca, servername: 'localhost', maxVersion, ...options })
      const seen = { answer: '', isReused: false as boolean | null }
      socket.on('error', () => undefined)
      socket.on('session', (session) => sessions.push(session))
      socket.on('secureConnect', () => {
        seen.isReused = socket.isSessionReused()
      })
      socket.on('data', (bytes) => {
        seen.answer += bytes
      })
      socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
      await new Promise((resolve) => socket.once('close', resolve))
      return { status: seen.answer.slice(0, 12), isReused: seen.isReused }
    }
    expect(await exchange(own)).toEqual({ status: 'HTTP/1.1 200', isReused: false })
    const [session] = sessions
    const again = session === undefined ? {} : { session }
    expect(await exchange({ ...own, ...again })).toEqual({ status: 'HTTP/1.1 200', isReused: false })
    expect(await exchange(again)).toEqual({ status: '', isReused: false })
  })
})

describe('while it runs', () => {
  test('a certificate is renewed without a break', async () => {
    const access = accessBy(configOf('server'))
    await using server = await serving(access)
    const kept = connect({ port: server.port, ca: server.ca, servername: 'localhost' })
    await once(kept, 'secureConnect')
    expect((await server.ask())?.by).toBe('CN=server')
    access.update(configOf('renewed'))
    expect((await server.ask())?.by).toBe('CN=renewed')
    kept.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const [bytes]: unknown[] = await once(kept, 'data')
    expect(`${bytes}`).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('certificates are asked for from now on, and not any more', async () => {
    const access = accessBy(configOf('server'))
    await using server = await serving(access)
    access.update(configOf('server', ...verifying))
    expect(await server.ask()).toBeNull()
    expect((await server.ask('client'))?.status).toBe(200)
    access.update(configOf('server', 'client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: stranger.pem'))
    expect(await server.ask('client')).toBeNull()
    expect((await server.ask('foreign'))?.status).toBe(200)
    access.update(configOf('server'))
    expect((await server.ask())?.status).toBe(200)
  })

  test('whoever may have lost the right to connect is cut off, in the middle of a handshake too', async () => {
    const access = accessBy(configOf('server', ...verifying))
    await using server = await serving(access)
    const own = { cert: folder.read('client.pem'), key: folder.read('client.key') }
    const kept = connect({ port: server.port, ca: server.ca, servername: 'localhost', ...own })
    const beginning = connectPlain(server.port, '127.0.0.1')
    for (const socket of [kept, beginning]) socket.on('error', () => undefined).resume()
    await Promise.all([once(kept, 'secureConnect'), once(beginning, 'connect')])
    await sleep(50)
    const ends = Promise.all([once(kept, 'close'), once(beginning, 'close')])
    access.update(configOf('server', ...verifying, 'client_allowed_sans: [other]'))
    const begin = performance.now()
    await ends
    // Without being cut off a handshake may last for ten seconds.
    expect(performance.now() - begin).toBeLessThan(5_000)
  })

  test('a file that cannot be used is a 500 behind the same TLS', async () => {
    const access = accessBy(configOf('server', ...verifying))
    await using server = await serving(access)
    access.update(null)
    expect((await server.ask('client'))?.status).toBe(500)
    expect(await server.ask('foreign')).toBeNull()
  })
})

describe('versions, ciphers and curves', () => {
  const asked = async (config: WebConfig, options: RequestOptions) => {
    await using server = await serving(accessBy(config))
    return await server.ask(null, options)
  }

  test('TLS 1.2 and 1.3 by default, nothing older', async () => {
    const config = configOf('server')
    expect((await asked(config, {}))?.protocol).toBe('TLSv1.3')
    expect((await asked(config, { maxVersion: 'TLSv1.2' }))?.protocol).toBe('TLSv1.2')
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    expect(await asked(config, old)).toBeNull()
  })

  test('min_version and max_version', async () => {
    expect(await asked(configOf('server', 'min_version: TLS13'), { maxVersion: 'TLSv1.2' })).toBeNull()
    expect((await asked(configOf('server', 'max_version: TLS12'), {}))?.protocol).toBe('TLSv1.2')
  })

  test('cipher_suites are those of TLS 1.2, in the order of the file; TLS 1.3 stays', async () => {
    const names = ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA']
    const config = configOf('server', `cipher_suites: [${names.join(', ')}]`)
    const ciphers = 'ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-GCM-SHA384'
    expect((await asked(config, { maxVersion: 'TLSv1.2', ciphers }))?.cipher).toBe(names[0])
    expect(await asked(config, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' })).toBeNull()
    expect((await asked(config, {}))?.protocol).toBe('TLSv1.3')
    const unordered = configOf('server', `cipher_suites: [${names}]`, 'prefer_server_cipher_suites: false')
    expect((await asked(unordered, { maxVersion: 'TLSv1.2', ciphers }))?.cipher).toBe(names[1])
  })

  test('curve_preferences', async () => {
    const config = configOf('server', 'curve_preferences: [CurveP521, CurveP256]')
    expect((await asked(config, { ecdhCurve: 'P-521' }))?.status).toBe(200)
    expect(await asked(config, { ecdhCurve: 'X25519' })).toBeNull()
  })
})

describe('the server behind TLS', () => {
  test('has the limits of plain HTTP', async () => {
    await using plain = await exampleServer()
    await using server = await serving(accessBy(configOf('server')))
    const limitsOf = ({ server: { requestTimeout, headersTimeout, keepAliveTimeout, timeout } }: typeof plain) => ({
      requestTimeout,
      headersTimeout,
      keepAliveTimeout,
      timeout,
    })
    expect(limitsOf(server.app)).toEqual(limitsOf(plain))
    for (const name of ['maxRequestsPerSocket', 'maxConnections'] as const)
      expect(server.app.server[name]).toBe(plain.server[name])
  })

  test('refuses as plain HTTP does', async () => {
    await using server = await serving(accessBy(configOf('server')))
    expect((await server.ask(null, { headers: { host: 'evil.example' } }))?.status).toBe(421)
    expect((await server.ask(null, { headers: { x: 'x'.repeat(9_000) } }))?.status).toBe(431)
    expect((await server.ask(null, { path: '/nowhere' }))?.status).toBe(404)
  })

  test('closes on plain HTTP and on noise, and goes on', async () => {
    await using server = await serving(accessBy(configOf('server')))
    const plain = await new Promise((resolve) => {
      const asked = plainRequest({ port: server.port, host: '127.0.0.1', path: '/healthz' }, () => resolve('answer'))
      asked.on('error', () => resolve('closed')).end()
    })
    expect(plain).toBe('closed')
    const noise = connectPlain(server.port, '127.0.0.1')
    noise.on('error', () => undefined).resume()
    noise.write(Buffer.from([22, 3, 1, 255, 255, 0, 1, 2, 3]))
    noise.end()
    await once(noise, 'close')
    expect((await server.ask())?.status).toBe(200)
  })

  test('users and certificates together', async () => {
    const users = new Map([['alice', hashSync('secret', 4)]])
    await using server = await serving(accessBy({ ...configOf('server', ...verifying), users }))
    const auth = 'alice:secret'
    expect((await server.ask('client', { auth }))?.status).toBe(200)
    expect((await server.ask('client'))?.status).toBe(401)
    expect(await server.ask('foreign', { auth })).toBeNull()
  })
})

test('those who are remembered are answered while others guess', async () => {
  const users = new Map([['alice', hashSync('secret', 10)]])
  await using server = await serving(accessBy({ ...configOf('server'), users }))
  const metrics = { path: '/metrics', auth: 'alice:secret' }
  expect((await server.ask(null, metrics))?.status).toBe(200)
  let isOver = false
  const statuses: (number | undefined)[] = []
  const guess = async (of: number): Promise<void> => {
    for (let round = 0; !isOver; round++)
      statuses.push((await server.ask(null, { path: '/metrics', auth: `alice:${of} ${round}` }))?.status)
  }
  const flood = Promise.all(Array.from({ length: 20 }, (_, of) => guess(of)))
  await sleep(300)
  const took: number[] = []
  for (let scrape = 0; scrape < 10; scrape++) {
    const begin = performance.now()
    expect((await server.ask(null, metrics))?.status).toBe(200)
    took.push(performance.now() - begin)
  }
  isOver = true
  await flood
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
  expect(took.toSorted((a, b) => a - b)[5]).toBeLessThan(1_500)
})
