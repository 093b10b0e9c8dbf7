import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDocker } from '../../../collectors/containers/docker.ts'
import { dockerAddress } from '../../../collectors/containers/docker-address.ts'
import { versionAnswer } from './fake-engine.ts'

const certs = mkdtempSync(join(tmpdir(), 'docker-tls-'))
const file = (name: string) => join(certs, name)
let close: () => void
let url: string

beforeAll(async () => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key.pem')]
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...subject, ...key, '-out', file('cert.pem')], {
    stdio: 'pipe',
  })
  execFileSync('cp', [file('cert.pem'), file('ca.pem')])
  const [own, secret] = [readFileSync(file('cert.pem')), readFileSync(file('key.pem'))]
  const options = { cert: own, key: secret, ca: own, requestCert: true, rejectUnauthorized: true }
  const server = createServer(options, (request, reply) => {
    reply.end(JSON.stringify(request.url === '/version' ? versionAnswer : []))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  url = `tcp://localhost:${port}`
  close = () => server.close()
})

afterAll(() => {
  close()
  rmSync(certs, { recursive: true })
})

const read = (environment: { [name: string]: string }, option = url) =>
  readDocker({ address: dockerAddress({ option, environment, home: '/none' }), callMilliseconds: 2000 })

describe('Docker over TLS', () => {
  it('shows our certificate and verifies the engine', async () => {
    const reading = await read({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs })
    expect(reading.problems).toEqual([])
    expect(reading.engine?.version).toBe(versionAnswer.Version)
  })

  it('does not verify with DOCKER_TLS alone', async () => {
    expect((await read({ DOCKER_TLS: '1', DOCKER_CERT_PATH: certs })).problems).toEqual([])
  })

  it('refuses an engine that it cannot verify', async () => {
    const { engine, problems } = await read({}, url.replace('tcp:', 'https:'))
    expect(engine).toBeNull()
    expect(problems).toMatchObject([{ kind: 'denied', message: expect.stringMatching(/^TLS with https:.* failed \(/) }])
  })

  it('says so when the engine wants TLS', async () => {
    const { problems } = await read({})
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain(url)
  })
})
