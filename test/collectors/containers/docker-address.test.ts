import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../../../collectors/config-error.ts'
import { dockerAddress } from '../../../collectors/containers/docker-address.ts'

const home = mkdtempSync(join(tmpdir(), 'docker-address-'))
afterAll(() => rmSync(home, { recursive: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(home, path, '..'), { recursive: true })
  writeFileSync(join(home, path), text)
}

const addContext = (name: string, endpoint: unknown, files: readonly string[] = []) => {
  const id = createHash('sha256').update(name).digest('hex')
  write(`.docker/contexts/meta/${id}/meta.json`, JSON.stringify({ Name: name, Endpoints: { docker: endpoint } }))
  for (const file of files) write(`.docker/contexts/tls/${id}/docker/${file}`, `${name} ${file}`)
}

addContext('rack', { Host: 'tcp://rack:2376', SkipTLSVerify: false }, ['ca.pem', 'cert.pem', 'key.pem'])
addContext('lax', { Host: 'tcp://lax:1', SkipTLSVerify: true })
addContext('plain', { Host: 'tcp://plain:2375' })
addContext('nowhere', {})
addContext('far', { Host: 'ssh://me@far' })
write('.docker/config.json', '{"currentContext":"rack"}')
write('other/config.json', '{broken')
write('certs/ca.pem', 'CA')

const resolve = (environment: { [name: string]: string } = {}, option?: string) =>
  dockerAddress({ option, environment, home })
const bare = { DOCKER_CONFIG: join(home, 'other') }

describe('dockerAddress', () => {
  it.each([
    ['', 'unix:///var/run/docker.sock'],
    ['unix:///run/x.sock', 'unix:///run/x.sock'],
    ['unix://', 'unix:///var/run/docker.sock'],
    ['tcp://10.0.0.1', 'tcp://10.0.0.1:2375'],
    ['10.0.0.1:99', 'tcp://10.0.0.1:99'],
    ['tcp://:99', 'tcp://localhost:99'],
    ['tcp://[fd00::1]:99/engine/', 'tcp://[fd00::1]:99/engine'],
    ['http://proxy', 'http://proxy:80'],
    ['https://proxy', 'https://proxy:443'],
  ])('reads %j', (option, url) => {
    expect(resolve(bare, option).url).toBe(url)
    if (option !== '') expect(resolve({ ...bare, DOCKER_HOST: option }).url).toBe(url)
  })

  it('gives hosts without brackets and paths without a slash at the end', () => {
    expect(resolve(bare, 'tcp://[fd00::1]:99/engine/').connection).toEqual({
      host: 'fd00::1',
      port: 99,
      prefix: '/engine',
      tls: null,
    })
  })

  it('prefers the option, then DOCKER_HOST, DOCKER_CONTEXT, currentContext, and the usual socket', () => {
    const environment = { DOCKER_HOST: 'tcp://host:1', DOCKER_CONTEXT: 'plain' }
    expect(resolve(environment, 'unix:///o').url).toBe('unix:///o')
    expect(resolve(environment).url).toBe('tcp://host:1')
    expect(resolve({ DOCKER_CONTEXT: 'plain' }).url).toBe('tcp://plain:2375')
    expect(resolve().url).toBe('tcp://rack:2376')
    expect(resolve({ DOCKER_CONTEXT: 'default' }).url).toBe('unix:///var/run/docker.sock')
    expect(resolve({ DOCKER_CONTEXT: 'nowhere' }).url).toBe('unix:///var/run/docker.sock')
    expect(resolve(bare).url).toBe('unix:///var/run/docker.sock')
  })

  it('takes the certificates of a context, and only these', () => {
    const rack = resolve({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'certs') }).connection
    expect(rack).toMatchObject({ tls: { rejectUnauthorized: true, ca: Buffer.from('rack ca.pem') } })
    expect(resolve({ DOCKER_CONTEXT: 'lax' }).connection).toMatchObject({ tls: { rejectUnauthorized: false } })
    expect(resolve({ DOCKER_CONTEXT: 'plain' }).connection).toMatchObject({ tls: null })
  })

  it('takes TLS from the environment as the docker command does', () => {
    const verify = { ...bare, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'certs') }
    expect(resolve(verify, 'tcp://h')).toEqual({
      url: 'tcp://h:2376',
      connection: { host: 'h', port: 2376, prefix: '', tls: { rejectUnauthorized: true, ca: Buffer.from('CA') } },
    })
    expect(resolve(verify).url).toBe('tcp://localhost:2376')
    expect(resolve({ ...bare, DOCKER_TLS: '1' }, 'tcp://h').connection).toMatchObject({
      tls: { rejectUnauthorized: false },
    })
    expect(resolve({ ...bare, DOCKER_CERT_PATH: join(home, 'certs') }, 'tcp://h').connection).toMatchObject({
      tls: null,
    })
    expect(resolve(verify, 'http://h').connection).toMatchObject({ tls: null })
    expect(resolve(verify, 'unix:///s').connection).toEqual({ socketPath: '/s' })
  })

  it.each([
    [{}, 'ssh://me@far', '--docker-host', 'ssh -nNT -L'],
    [{ DOCKER_HOST: 'npipe:////./pipe/x' }, undefined, 'DOCKER_HOST', "'npipe://' is not supported"],
    [{ DOCKER_HOST: '/run/x.sock' }, undefined, 'DOCKER_HOST', 'write unix:///run/x.sock'],
    [{}, 'unix://x.sock', '--docker-host', 'not an absolute path'],
    [{}, 'tcp://h:port', '--docker-host', 'not an address'],
    [{}, 'tcp://me:pw@h:port', '--docker-host', 'not an address'],
    [{}, 'ssh://me:pw@far', '--docker-host', 'ssh -nNT'],
    [{}, 'tcp://me:pw@h', '--docker-host', 'use TLS certificates'],
    [{ DOCKER_CONTEXT: 'gone' }, undefined, 'DOCKER_CONTEXT', "no Docker context 'gone'"],
    [{ DOCKER_CONTEXT: 'far' }, undefined, 'DOCKER_CONTEXT', 'ssh:// is not supported'],
    [{ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/none' }, 'tcp://h', 'DOCKER_CERT_PATH', '/none/ca.pem'],
  ])('refuses %j %j', (environment, option, key, part) => {
    let error: unknown
    try {
      resolve(environment as { [name: string]: string }, option)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ key, message: expect.stringContaining(part) })
    expect(error).toMatchObject({ message: expect.not.stringContaining('pw') })
  })
})
