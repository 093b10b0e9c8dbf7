import { once } from 'node:events'
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs'
import { get, type RequestOptions } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import { hashSync } from 'bcryptjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CertificateFolder, certificateFolder } from '../agent/web-config/make-certificates.ts'
import { type Agent, listening, serverPid, start, until } from './running-agent.ts'

let folder: CertificateFolder
let tls: string
beforeAll(() => {
  folder = certificateFolder()
  folder.authority('ca')
  for (const name of ['first', 'second']) folder.signed(name, 'ca', { usage: 'serverAuth' })
  useCertificate('first')
  tls = 'tls_server_config: {cert_file: now.pem, key_file: now.key}\n'
})
afterAll(() => folder[Symbol.dispose]())

const useCertificate = (name: string): void => {
  for (const kind of ['pem', 'key'])
    copyFileSync(join(folder.path, `${name}.${kind}`), join(folder.path, `now.${kind}`))
}

const users = `basic_auth_users: {prometheus: '${hashSync('scrape me', 4)}'}\n`
const auth = 'prometheus:scrape me'

interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
  /** Serial number of the server's certificate. */
  readonly serial: string | undefined
}

/** One request over a connection of its own; null when there was no answer. */
const ask = (url: string, path: string, options: RequestOptions = {}): Promise<Answer | null> =>
  new Promise((resolve) => {
    const own = { ca: folder.read('ca.pem'), servername: 'localhost', agent: false, path, ...options }
    get(url, own, async (answer) => {
      const serial = (answer.socket as TLSSocket).getPeerX509Certificate()?.serialNumber
      resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer), serial })
    }).on('error', () => resolve(null))
  })

/** What comes back, until the connection is closed, to a request without TLS. */
const plainAnswer = (url: string): Promise<string> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  return text(socket).catch(() => '')
}

const statusOf = async (url: string, path: string, options?: RequestOptions): Promise<number | undefined> =>
  (await ask(url, path, options))?.status

const untilStatus = (url: string, status: number): Promise<true> =>
  until(`status ${status}`, async () => ((await statusOf(url, '/healthz', { auth })) === status ? true : null))

/** Lines of the agent about the configuration file. */
const complaints = ({ said }: Agent): string[] =>
  said()
    .split('\n')
    .filter((line) => line.includes('web.yml'))

describe('with TLS and users', () => {
  test('every path wants the password, also those that there are not, and plain HTTP gets no answer', async () => {
    const { url } = await listening('--web.config.file', folder.write('web.yml', tls + users))
    expect(url).toMatch(/^https:/)
    await until('readiness', async () => ((await statusOf(url, '/readyz', { auth })) === 200 ? true : null))
    const paths = ['/', '/metrics', '/healthz', '/readyz', '/api/v1/snapshot', '/api/v1/openapi.json']
    for (const path of paths) {
      expect(await ask(url, path)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Basic' } })
      expect(await statusOf(url, path, { auth: 'prometheus:guess' })).toBe(401)
      expect(await statusOf(url, path, { auth: 'nobody:scrape me' })).toBe(401)
      expect(await statusOf(url, path, { auth })).toBe(200)
    }
    expect((await ask(url, '/metrics', { auth }))?.body).toMatch(/^netloupe_build_info/m)
    for (const path of ['/nothing', '/api/v1/containers/nobody', '/metrics/']) {
      expect(await statusOf(url, path)).toBe(401)
      expect(await statusOf(url, path, { auth })).toBe(path === '/metrics/' ? 200 : 404)
    }
    expect(await statusOf(url, '/%ff')).toBe(401)
    // An alert of TLS has seven bytes (RFC 8446, section 6).
    expect((await plainAnswer(url)).length).toBeLessThan(8)
    expect(await statusOf(url, '/healthz', { auth })).toBe(200)
  })

  test('keys that only root can read are served by a process that is not root, new ones too', async () => {
    useCertificate('first')
    const agent = await listening('--web.config.file', folder.write('web.yml', tls + users))
    const { url } = agent
    const key = statSync(join(folder.path, 'now.key'))
    expect([key.uid, key.mode & 0o777]).toEqual([0, 0o600])
    expect(readFileSync(`/proc/${serverPid(agent)}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m)
    const before = (await ask(url, '/healthz', { auth }))?.serial
    expect(before).toMatch(/^[0-9A-F]+$/)
    useCertificate('second')
    const after = await until('the new certificate', async () => {
      const { serial } = (await ask(url, '/healthz', { auth })) ?? {}
      return serial !== undefined && serial !== before ? serial : null
    })
    expect(after).toMatch(/^[0-9A-F]+$/)
    expect(complaints(agent)).toEqual([])
  })
})

test('a file that breaks lets nobody in, also not at a new server, until it is mended; each is said once', async () => {
  const file = folder.write('web.yml', tls + users)
  const agent = await listening('--web.config.file', file)
  await untilStatus(agent.url, 200)
  folder.write('web.yml', `${tls + users}rate_limits: {}\n`)
  await untilStatus(agent.url, 500)
  expect((await ask(agent.url, '/metrics', { auth }))?.body).toContain('its standard error says why')
  expect(await statusOf(agent.url, '/nothing')).toBe(500)
  expect(complaints(agent)).toEqual([
    `netloupe: ${file}: rate_limits: there is no such setting here; there are tls_server_config, http_server_config, basic_auth_users, rate_limit. Every request is answered with 500 until then.`,
  ])

  process.kill(serverPid(agent), 'SIGKILL')
  const [, url = ''] = await until(
    'listening again',
    () => [...agent.said().matchAll(/ on (https:\S+)\n/g)].map(([, again]) => ['', again] as const)[1],
  )
  await untilStatus(url, 500)
  folder.write('web.yml', tls + users)
  await untilStatus(url, 200)
  expect(await statusOf(url, '/healthz')).toBe(401)
  rmSync(file)
  await untilStatus(url, 500)
  folder.write('web.yml', tls + users)
  await untilStatus(url, 200)
  expect(complaints(agent).length).toBe(2)
})

test('a setting that is not known keeps the agent from starting, in one line', async () => {
  const file = folder.write('web.yml', 'tls_server_config:\n  cert_file: now.pem\n  key_fil: now.key\n')
  const { child, said } = start('--no-docker', '--listen', '127.0.0.1:0', '--web.config.file', file)
  expect(await once(child, 'exit')).toEqual([2, null])
  expect(said()).toMatch(
    new RegExp(`^netloupe: ${file}: tls_server_config\\.key_fil: there is no such setting[^\\n]*\\n$`),
  )
})

test('a rate limit holds for all paths together', async () => {
  const file = folder.write('web.yml', 'rate_limit: {interval: 1h, burst: 3}\n')
  const { url } = await listening('--web.config.file', file)
  expect(url).toMatch(/^http:/)
  const answers: Response[] = []
  for (const path of ['/healthz', '/nothing', '/', '/metrics', '/healthz']) answers.push(await fetch(`${url}${path}`))
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 429, 429])
  expect(answers.at(-1)?.headers.get('retry-after')).toBe('1')
})
