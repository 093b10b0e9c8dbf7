import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../../agent/isolation/audit.ts'
import type { Audit, Finding } from '../../agent/isolation/finding.ts'
import { checkIds } from '../../agent/isolation/index.ts'
import { ConfinementMemory } from '../../collectors/confinement/confinement-memory.ts'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { takeSnapshot } from '../../collectors/take-snapshot.ts'
import { casesByHand } from '../agent/isolation/cases.ts'
import { ready, scrape, start, until } from '../commands/running-agent.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'
import { cases, onVersion1, type When } from './isolation-cases.ts'
import { buildIsolationScene, isCgroup1, putInto, spoil } from './isolation-scene.ts'

let lab: Lab
let docker: DockerHost
let intruder: ChildProcess
let snapshot: Snapshot
const audits: { [W in When]?: Audit } = {}

const look = async (): Promise<Snapshot> => {
  using reader = await KernelReader.open()
  const address = dockerAddress({ option: docker.dockerHost, environment: {}, home: '/nowhere' })
  const options = { version: 'test', root: '/', netnsFolders: [], thorough: true, docker: address }
  const taken = await takeSnapshot(reader, { ...options, confinement: new ConfinementMemory() })
  return withoutWorld(taken.snapshot)
}

/** A host does not see who is at the other end of its uplink; here that is a namespace of the same machine. */
const withoutWorld = (seen: Snapshot): Snapshot => {
  const id = seen.namespaces.find(({ inode }) => inode === docker.world?.inode)?.id
  const isElsewhere = (record: object): boolean => !('netns' in record) || record.netns !== id
  const lists = Object.entries(seen).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.filter(isElsewhere) : value,
  ])
  const rest: Snapshot = Object.fromEntries(lists)
  return { ...rest, namespaces: rest.namespaces.filter((namespace) => namespace.id !== id) }
}

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'isolation', uplink: true, args: ['--host=tcp://0.0.0.0:2375'] })
  await buildIsolationScene(docker, null)
  intruder = spawn('sleep', ['infinity'])
  putInto(await docker.container('guarded'), intruder.pid ?? 0)
  const plain = await docker.container('plain')
  void plain.exec(['sleep', '100'], { timeoutMs: 120_000 })
  await until('somebody in the network of plain', async () =>
    (await look()).namespaces.some(({ inode, pids }) => plain.path !== '' && inode !== null && pids.length > 2)
      ? true
      : null,
  )
  snapshot = await look()
  audits.built = audit(snapshot)
  audits.silent = audit({ ...snapshot, sockets: snapshot.sockets.filter(({ local }) => local.port !== 2375) })
  await spoil(docker)
  audits.spoilt = audit(await look())
}, 120_000)

afterAll(async () => {
  intruder?.kill('SIGKILL')
  await lab[Symbol.asyncDispose]()
})

const findingsOf = (check: string, when: When): readonly Finding[] =>
  audits[when]?.findings.filter((finding) => finding.check === check) ?? []

const about = (check: string, name: string | RegExp, when: When): readonly Finding[] =>
  findingsOf(check, when).filter((finding) =>
    typeof name === 'string' ? finding.name === name : name.test(finding.name),
  )

const here = isCgroup1 ? [...cases, ...onVersion1] : cases

describe('who has it, and who does not', () => {
  test.each(here)('$check', ({ check, severity, has, twin, evidence }) => {
    const [found] = about(check, has[0], has[1] ?? 'built')
    expect(found, JSON.stringify(findingsOf(check, has[1] ?? 'built'))).toMatchObject({ check, severity })
    const facts = found?.evidence.map(({ where, fact }) => `${where}: ${fact}`).join(' ')
    expect(facts).toMatch(evidence)
    expect(about(check, twin[0], twin[1] ?? 'built')).toEqual([])
  })

  test('every check is tried, here or on a snapshot made by hand', () => {
    const tried = [...cases, ...onVersion1].map(({ check }) => check)
    expect([...new Set([...tried, ...Object.keys(casesByHand)])].sort()).toEqual([...checkIds].sort())
  })

  test('what is as tight as it can be has nothing that only concerns itself', () => {
    const own = audits.built?.findings.filter(({ name }) => name === 'container tight') ?? []
    expect(own.map(({ check }) => check).sort()).toEqual(['io-unlimited', 'ns-user-host'])
  })

  test('what cgroup version 2 does not tell is said', () => {
    expect(audits.built?.unchecked.some((what) => what.startsWith('devices: '))).toBe(!isCgroup1)
  })
})

/** Audits are as rare as they are dear, and this machine may be busy. */
const eventually = async (what: string, isSo: () => boolean): Promise<void> => {
  for (let attempt = 0; attempt < 6; attempt++) {
    const found = await until(what, () => (isSo() ? true : null)).catch(() => null)
    if (found !== null) return
  }
  throw new Error(what)
}

test('an agent tells of findings by HTTP, as metrics, and as events when they appear', {
  timeout: 300_000,
}, async () => {
  const { said } = start('--listen', '127.0.0.1:0', '--docker-host', docker.dockerHost)
  const url = await until('listening', () => / on (http:\S+)\n/.exec(said())?.[1])
  await ready({ url })
  const found = await until('an audit', async (): Promise<Audit | null> => {
    const answer = await fetch(`${url}/api/v1/audit`)
    return answer.status === 200 ? ((await answer.json()) as Audit) : null
  })
  expect(found.schema).toBe('netloupe.audit/1')
  const count = found.findings.filter(
    ({ check, severity }) => check === 'sock-docker' && severity === 'critical',
  ).length
  expect(count).toBe(1)
  expect(await scrape({ url })).toContain(
    `netloupe_isolation_findings{severity="critical",check="sock-docker"} ${count}\n`,
  )

  const abort = new AbortController()
  const stream = await fetch(`${url}/api/v1/events?kind=finding`, { signal: abort.signal })
  let heard = ''
  const listening = (async () => {
    for await (const piece of stream.body ?? []) heard += Buffer.from(piece).toString()
  })().catch(() => undefined)
  await until('the stream', () => (heard.includes('event: ready') ? true : null))
  await docker.cli('run', '-d', '--name=late', '--network=none', '--pid=host', 'lab/busybox')
  const words = (text: string): RegExp => new RegExp(`"words":"${text}`)
  await eventually('its finding', () => words('high for container late: A container sees the processes').test(heard))
  abort.abort()
  await listening
})
