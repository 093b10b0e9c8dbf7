import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { version } from '../../agent/version.ts'
import { checkoutRoot } from '../commands/checkout.ts'
import { composeFolder, prometheusConfig, yamlFile } from './deployed.ts'
import type { Service } from './run-arguments.ts'

const composeFile = join(composeFolder, 'compose.yaml')
const { services } = yamlFile<{ services: Record<'netloupe' | 'prometheus' | 'grafana', Service> }>(composeFile)
const { netloupe, prometheus, grafana } = services
const pinned = /^[a-z/]+:v?\d+\.\d+\.\d+(-[a-z-]+)?$/

describe('compose.yaml', () => {
  test.each(Object.entries(services))(
    '%s: an exact version, no more rights than it needs, no open port',
    (_, service) => {
      expect(service.image).toMatch(pinned)
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped' })
      expect(service.security_opt).toContain('no-new-privileges:true')
      expect(Object.keys(service)).not.toContain('privileged')
      expect(Object.keys(service)).not.toContain('ports')
    },
  )

  test('everything listens on the loopback, and finds each other there', () => {
    expect(netloupe.command).toContain('--listen=127.0.0.1:9474')
    expect(prometheus.command).toContain('--web.listen-address=127.0.0.1:9090')
    expect(grafana.environment).toMatchObject({ GF_SERVER_HTTP_ADDR: '127.0.0.1', GF_SERVER_HTTP_PORT: 3000 })
    const { scrape_configs } = yamlFile<{
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
    }>(prometheusConfig)
    expect(scrape_configs.map(({ job_name, static_configs }) => [job_name, static_configs])).toEqual([
      ['netloupe', [{ targets: ['127.0.0.1:9474'] }]],
      ['prometheus', [{ targets: ['127.0.0.1:9090'] }]],
    ])
    for (const { network_mode } of Object.values(services)) expect(network_mode).toBe('host')
  })

  test('only netloupe has capabilities, those of the unit of systemd', () => {
    const unit = readFileSync(join(checkoutRoot, 'deploy/systemd/netloupe.service'), 'utf8')
    const bounding = /^CapabilityBoundingSet=(.*)$/m.exec(unit)?.[1]?.split(' ') ?? []
    expect(netloupe.cap_add?.map((name) => `CAP_${name}`).toSorted()).toEqual(bounding.toSorted())
    expect([prometheus.cap_add, grafana.cap_add]).toEqual([undefined, undefined])
  })

  test('its version is that of this tree, and what it mounts of this folder is there', () => {
    expect(netloupe.image).toBe(`netloupe:${version}`)
    const mounted = Object.values(services).flatMap(({ volumes }) =>
      volumes.filter((volume) => `${volume}`.startsWith('./')),
    )
    expect(mounted.length).toBeGreaterThan(2)
    for (const volume of mounted) {
      expect(existsSync(join(composeFolder, `${volume}`.split(':')[0] ?? ''))).toBe(true)
      expect(volume).toMatch(/:ro$/)
    }
  })

  test('nobody gets a password that is the same everywhere, and every setting is in .env.example', () => {
    const settings = [...readFileSync(composeFile, 'utf8').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name)
    expect(grafana.environment?.['GF_SECURITY_ADMIN_PASSWORD']).toMatch(/^\$\{GRAFANA_ADMIN_PASSWORD:\?/)
    expect(grafana.environment).toMatchObject({ GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer', GF_USERS_ALLOW_SIGN_UP: 'false' })
    const example = readFileSync(join(composeFolder, '.env.example'), 'utf8')
    expect([...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name).toSorted()).toEqual(settings.toSorted())
    expect(example).toMatch(/^GRAFANA_ADMIN_PASSWORD=$/m)
  })
})

describe('the image', () => {
  const lines = readFileSync(join(checkoutRoot, 'deploy/image/Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n')
  const argumentsOf = (word: string): string[] =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1).trim()] : []))

  test('is made of one exact version of Node that netloupe runs on', () => {
    const bases = argumentsOf('FROM').map((line) => line.split(' ')[0] ?? '')
    const stages = argumentsOf('FROM').map((line) => line.split(' AS ')[1])
    const foreign = new Set(bases.filter((base) => !stages.includes(base)))
    expect(foreign.size).toBe(1)
    for (const base of foreign) expect(base).toMatch(pinned)
    const { engines } = JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8')) as {
      engines: { node: string }
    }
    const major = Number(/:(\d+)/.exec([...foreign].join())?.[1])
    expect(major).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]))
  })

  test('copies what is there, and what .dockerignore lets through', () => {
    const admitted =
      readFileSync(join(checkoutRoot, 'deploy/image/Dockerfile.dockerignore'), 'utf8').match(/(?<=^!).*/gm) ?? []
    const copied = argumentsOf('COPY')
      .filter((words) => !words.startsWith('--from'))
      .flatMap((words) => words.split(' ').slice(0, -1))
      .map((path) => path.replace(/\/$/, ''))
    expect(new Set(copied)).toEqual(new Set(admitted))
    for (const path of copied) expect(existsSync(join(checkoutRoot, path)), path).toBe(true)
  })

  test('starts no shell', () => {
    for (const word of ['ENTRYPOINT', 'CMD'])
      for (const command of argumentsOf(word)) expect(command).toMatch(/^\[".*"\]$/)
    expect(argumentsOf('HEALTHCHECK').join()).toMatch(/CMD \["node", /)
  })
})
