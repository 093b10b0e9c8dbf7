import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDocker } from '../../../collectors/containers/docker.ts'
import type { DockerAddress } from '../../../collectors/containers/docker-address.ts'
import { DockerTransport } from '../../../collectors/containers/docker-transport.ts'
import { type Answers, fakeEngine, versionAnswer } from './fake-engine.ts'

const id = (digit: string) => digit.repeat(64)
const [a, b, c] = [id('a'), id('b'), id('c')]
const entry = (Id: string) => ({ Id, Names: [`/other/alias`, `/n${Id[0]}`], State: 'running', Image: 'img' })
const inspect = (Id: string, more: object = {}) => ({
  Id,
  Name: `/n${Id[0]}`,
  State: { Status: 'running', Pid: 7 },
  Config: { Image: 'img' },
  ...more,
})
const path = (Id: string) => `/containers/${Id}/json`
const two: Answers = { '/containers/json': [entry(a), entry(b)], [path(a)]: inspect(a), [path(b)]: inspect(b) }

const quick = { callMilliseconds: 400, totalMilliseconds: 5000, bodyBytes: 20_000 }

// It takes longer to load than these deadlines on a busy machine.

const read = async (answers: Answers, limits: Partial<Parameters<typeof readDocker>[0]> = {}) => {
  using engine = await fakeEngine(answers)
  const reading = await readDocker({ address: engine.address, ...quick, ...limits })
  const text = (message: string) => message.replaceAll(engine.address.url, 'DOCKER')
  return {
    ...reading,
    asked: engine.asked,
    names: reading.containers.map(({ name, pid }) => `${name} ${pid}`),
    complaints: reading.problems.map(({ kind, about, message }) => `${kind} ${about ?? '-'}: ${text(message)}`),
  }
}

const reply = (use: (response: ServerResponse) => void) => use
const never = reply(() => {})
const status = (code: number, body: string, headers = {}) =>
  reply((response) => void response.writeHead(code, headers).end(body))
const cut = reply((response) => {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('[{"Id":')
  setTimeout(() => response.destroy(), 10)
})
const drip = reply((response) => {
  response.write('[')
  const timer = setInterval(() => response.write(' '), 10)
  response.on('close', () => clearInterval(timer))
})
const endless = reply((response) => {
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(1000)));
  }
  response.on('drain', more)
  more()
})

describe('readDocker', () => {
  it('asks for a list and each container, in the version that both know', async () => {
    const reading = await read(two)
    expect(reading.asked.toSorted()).toEqual(
      [
        'GET /version',
        'GET /v1.50/containers/json?all=true',
        'GET /v1.50/networks',
        `GET /v1.50${path(a)}`,
        `GET /v1.50${path(b)}`,
      ].toSorted(),
    )
    expect(reading.names).toEqual(['na 7', 'nb 7'])
    expect(reading.engine).toMatchObject({ version: '28.2.2', apiVersion: '1.50', pid: 0, netns: null })
    expect(reading.complaints).toEqual([])
  })

  it.each([
    [{ ApiVersion: '1.41', MinAPIVersion: '1.12' }, '1.41'],
    [{ ApiVersion: '1.54', MinAPIVersion: '1.44' }, '1.50'],
    [{ ApiVersion: '1.70', MinAPIVersion: '1.60' }, '1.60'],
    [{ ApiVersion: '2.1', MinAPIVersion: '2.0' }, '2.0'],
    [{ ApiVersion: '1.9' }, '1.9'],
  ])('agrees with an engine of %j', async (version, agreed) => {
    expect((await read({ '/version': version })).engine?.apiVersion).toBe(agreed)
  })

  it('knows the compatible service of podman', async () => {
    const podman = { ...versionAnswer, Components: [{ Name: 'Podman Engine' }] }
    const network = { Id: c, Name: 'podman', Driver: 'bridge' }
    const reading = await read({ ...two, '/version': podman, '/networks': [network] })
    expect(reading.containers[0]?.runtime).toBe('podman')
    expect(reading.networks[0]).not.toHaveProperty('bridge')
  })

  it('keeps what the list tells of a container that cannot be described', async () => {
    const reading = await read({ ...two, [path(a)]: status(500, '{"message":"driver\\nfailed"}') })
    expect(reading.names).toEqual(['na 0', 'nb 7'])
    expect(reading.complaints).toEqual([
      'unavailable container aaaaaaaaaaaa: DOCKER answered 500 to /containers/ID/json: driver failed',
    ])
  })

  it.each([
    ['hangs', never, 'unavailable container aaaaaaaaaaaa: DOCKER did not answer /containers/ID/json within 0.4 s'],
    ['drips', drip, 'unavailable container aaaaaaaaaaaa: DOCKER did not answer /containers/ID/json within 0.4 s'],
    [
      'never ends',
      endless,
      'malformed container aaaaaaaaaaaa: DOCKER answered /containers/ID/json with more than 20000 bytes',
    ],
    [
      'breaks off',
      cut,
      'unavailable container aaaaaaaaaaaa: DOCKER closed the connection before its answer was complete: is it restarting?',
    ],
    [
      'is no JSON',
      status(200, '{"Id":'),
      'malformed container aaaaaaaaaaaa: DOCKER answered /containers/ID/json with something else than JSON',
    ],
    ['is another', inspect(c), 'malformed container aaaaaaaaaaaa: the engine described another container'],
    ['is null', null, 'malformed container aaaaaaaaaaaa: the engine described another container'],
  ])('shows the others when one answer %s', async (_, answer, complaint) => {
    const reading = await read({ ...two, [path(a)]: answer })
    expect(reading.names).toEqual(['na 0', 'nb 7'])
    expect(reading.complaints).toEqual([complaint])
  })

  it('leaves out a container that is removed in between', async () => {
    const reading = await read({ ...two, [path(a)]: status(404, '{"message":"No such container"}') })
    expect(reading.names).toEqual(['nb 7'])
    expect(reading.complaints).toEqual(['vanished container aaaaaaaaaaaa: it was removed while it was read'])
  })

  it('reads containers when networks fail, and networks when containers fail', async () => {
    const network = { Id: c, Name: 'n', Driver: 'bridge' }
    const first = await read({ ...two, '/networks': status(500, 'no') })
    expect(first.names).toHaveLength(2)
    expect(first.complaints).toEqual(['unavailable Docker: DOCKER answered 500 to /networks: no'])
    const second = await read({ '/containers/json': status(403, 'no'), '/networks': [network] })
    expect(second.networks).toHaveLength(1)
    expect(second.networks[0]?.bridge).toBe('br-cccccccccccc')
    expect(second.complaints).toEqual([
      'denied Docker: DOCKER answered 403 to /containers/json: no; a proxy or plugin refuses this path',
    ])
  })

  it('drops what has no proper id, and takes a double once', async () => {
    const list = [entry(a), entry(a), { Id: '../info' }, { Id: `${b}/../x` }, null, 7]
    const reading = await read({ ...two, '/containers/json': list })
    expect(reading.names).toEqual(['na 7'])
    expect(reading.asked.filter((line) => line.includes('containers/'))).toHaveLength(2)
    expect(reading.complaints).toEqual([
      'malformed -: the engine listed an id of unknown form (4 times, first for Docker)',
    ])
  })

  it('stops at the total deadline, with one problem', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => index.toString(16).padStart(64, '0'))
    const answers = Object.fromEntries(ids.map((Id) => [path(Id), never]))
    const started = performance.now()
    const limits = { callMilliseconds: 5000, totalMilliseconds: 200 }
    const reading = await read({ ...answers, '/containers/json': ids.map(entry) }, limits)
    expect(performance.now() - started).toBeLessThan(3000)
    expect(reading.names).toHaveLength(30)
    expect(reading.complaints).toEqual([
      'unavailable -: DOCKER did not tell everything within 0.2 s (30 times, first for container 000000000000)',
    ])
  })

  it('asks eight at a time', async () => {
    let now = 0
    let most = 0
    const slow = reply((response) => {
      now += 1
      most = Math.max(most, now)
      setTimeout(() => {
        now -= 1
        response.writeHead(404).end()
      }, 5)
    })
    const ids = Array.from({ length: 40 }, (_, index) => index.toString(16).padStart(64, '0'))
    const answers = Object.fromEntries(ids.map((Id) => [path(Id), slow]))
    await read({ ...answers, '/containers/json': ids.map(entry) }, { callMilliseconds: 5000 })
    expect(most).toBe(8)
  })

  it('survives keys that mean something in JavaScript', async () => {
    const labels = '{"__proto__":"p","constructor":"c","a":"1","a":"2","long":"LONG","bad":7}'.replace(
      'LONG',
      'x'.repeat(5000),
    )
    const body = `{"Id":"${a}","__proto__":{"polluted":true},"Config":{"Labels":${labels},"Env":["SECRET=canary"]}}`
    const reading = await read({ '/containers/json': [entry(a)], [path(a)]: status(200, body) })
    const [found] = reading.containers
    expect(JSON.parse(JSON.stringify(found?.labels))).toEqual(
      JSON.parse(`{"__proto__":"p","constructor":"c","a":"2","long":"${'x'.repeat(4096)}…"}`),
    )
    expect({}).not.toHaveProperty('polluted')
    expect(JSON.stringify(reading)).not.toContain('canary')
  })

  it('survives deep nesting and text that is not UTF-8', async () => {
    const deep = `{"Id":"${a}","State":${'['.repeat(9_000)}${']'.repeat(9_000)}}`
    const bytes = Buffer.concat([Buffer.from(`{"Id":"${b}","Name":"/x`), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
    const binary = reply((response) => void response.end(bytes))
    const reading = await read({ ...two, [path(a)]: status(200, deep), [path(b)]: binary })
    expect(reading.names).toEqual([' 0', 'x\ufffd\ufffd 0'])
    expect(reading.complaints).toEqual([])
  })

  it.each([
    ['hangs', never, 'unavailable Docker: DOCKER did not answer /version within 0.4 s'],
    [
      'breaks off',
      cut,
      'unavailable Docker: DOCKER closed the connection before its answer was complete: is it restarting?',
    ],
    [
      'is an HTML page',
      status(200, '<html>hello</html>'),
      'malformed Docker: DOCKER answered /version with something else than JSON',
    ],
    [
      'is other JSON',
      { name: 'x' },
      'malformed Docker: DOCKER is not a Docker engine: its /version names no API version',
    ],
    [
      'is 404',
      status(404, '<html>'),
      'malformed Docker: DOCKER answered 404 to /version: an HTML page; is it a Docker engine?',
    ],
    [
      'is a redirect',
      status(302, '', { location: 'http://127.0.0.1:1/evil' }),
      'malformed Docker: DOCKER redirects /version to http://127.0.0.1:1/evil: it is not a Docker engine; correct --docker-host',
    ],
    [
      'is 400',
      status(400, '{"message":"client is too old"}'),
      'unsupported Docker: DOCKER answered 400 to /version: client is too old',
    ],
    [
      'wants TLS',
      status(400, 'Client sent an HTTP request to an HTTPS server.'),
      'denied Docker: DOCKER wants TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH',
    ],
  ])('says what is wrong when the first answer %s', async (_, answer, complaint) => {
    const reading = await read({ ...two, '/version': answer })
    expect(reading.engine).toBeNull()
    expect(reading.complaints).toEqual([complaint])
    expect(reading.asked).toEqual(['GET /version'])
  })

  it('says what is wrong with the address', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'no-engine-'))
    const complain = async (address: DockerAddress) => {
      const { problems } = await readDocker({ address, ...quick })
      return problems.map(({ kind, message }) => `${kind}: ${message.replaceAll(directory, '')}`).join('\n')
    }
    const socket = (name: string) => ({
      url: `unix://${directory}/${name}`,
      connection: { socketPath: join(directory, name) },
    })
    const port = (number: number): DockerAddress => ({
      url: `tcp://127.0.0.1:${number}`,
      connection: { host: '127.0.0.1', port: number, prefix: '', tls: null },
    })
    writeFileSync(join(directory, 'file'), '')
    chmodSync(join(directory, 'file'), 0)
    const other = createServer((connection) => connection.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const place = other.address()
    const otherPort = typeof place === 'object' && place !== null ? place.port : 0
    try {
      expect(await complain(socket('gone'))).toBe(
        'unavailable: there is no socket at unix:///gone: start Docker, name its socket with --docker-host, or use --no-docker',
      )
      expect(await complain(socket('file'))).toMatch(
        /^unavailable: nobody listens at unix:\/\/\/file|^denied: permission/,
      )
      expect(await complain(port(1))).toMatch(/^unavailable: nobody listens at tcp:\/\/127.0.0.1:1: start Docker/)
      expect(await complain(port(otherPort))).toMatch(/^malformed: .* does not speak HTTP/)
      expect(
        await complain({
          ...port(otherPort),
          connection: { host: '127.0.0.1', port: otherPort, prefix: '', tls: { rejectUnauthorized: true } },
        }),
      ).toMatch(/^denied: TLS with .* failed/)
    } finally {
      other.close()
      rmSync(directory, { recursive: true })
    }
  })
})

describe('DockerTransport', () => {
  it.each([
    '/info',
    `/containers/${a}/archive`,
    `/containers/${a}/json/../export`,
    '/x/containers/json',
    `/containers/${a.toUpperCase()}/json`,
    `/containers/${a}/json\r\nX: y`,
    '/containers/json?all=true',
  ])('refuses %j', async (asked) => {
    using engine = await fakeEngine({})
    const limits = { callMilliseconds: 100, total: new AbortController().signal, bodyBytes: 10, connections: 1 }
    using transport = new DockerTransport(engine.address, limits)
    const error: unknown = await transport.get(asked).catch((refusal: unknown) => refusal)
    expect(String(error)).toContain('is not one of the Docker requests that are allowed')
    expect(engine.asked).toEqual([])
  })
})
