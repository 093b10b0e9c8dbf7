import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KernelReader } from '../../collectors/kernel.ts'
import { sysctlFolders, sysctlPath } from '../../collectors/sysctls/folders.ts'
import { configure } from '../lab/configure.ts'
import { type Lab, openLab, type PlainHost, type Space } from '../lab/lab.ts'
import { startSleeper } from '../lab/start-sleeper.ts'
import { lookAtHost, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { print } from './print.ts'

let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  const bridges = [{ name: 'br0', subnet: '10.1.0.0/24' }]
  const containers = ['a', 'b', 'plain'].map((name) => ({ name, networks: ['br0'] }))
  host = await lab.plainHost({ name: 'sysctls', bridges, containers })
  await configure(host.run, [{ netns: host.container('a').netns, lines: ['link add br1 type bridge'] }])
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const namesOf = (...wheres: readonly string[]): string[] =>
  sysctlFolders
    .filter(({ where }) => wheres.includes(where))
    .flatMap(({ folder, names }) => names.map((name) => `${folder}.${name}`))

/** What the files say, read by a process inside; a file that is not there is left out. */
const filesOf = async (space: Pick<Space, 'exec'>, names: readonly string[]): Promise<{ [name: string]: number }> => {
  const script = names.map((name) => `f=/proc/sys/${sysctlPath(name)}; if [ -e $f ]; then echo ${name} $(cat $f); fi`)
  const { stdout } = await space.exec(['sh', '-c', script.join('\n')])
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name = '', value]) => [name, Number(value)]),
  )
}

const flip = (space: Space, names: readonly string[]): Promise<string> =>
  print(
    space,
    'sh',
    '-ec',
    names.map((name) => `f=/proc/sys/${sysctlPath(name)}; v=$(cat $f); echo $((v ^ 1)) >$f`).join('\n'),
  )

test('every value is what the file says inside, at the looks of one reader', async () => {
  using reader = await KernelReader.open()
  const root = narrowRoot(lab.runId)
  const [a, b, plain] = ['a', 'b', 'plain'].map((name) => host.container(name))
  if (a === undefined || b === undefined || plain === undefined) throw new Error('The lab has too few containers.')
  const check = async (thorough: boolean, spaces: readonly Space[]): Promise<void> => {
    const snapshot = await lookAtHost({ root, thorough }, reader)
    for (const space of spaces) {
      const hasBridge = space === host || space === a
      const names = namesOf('everywhere', ...(hasBridge ? ['with-bridges'] : []))
      const [record, ...more] = recordsAt(snapshot, 'sysctls', space)
      expect(more).toEqual([])
      expect(record?.values, space.netns).toEqual(await filesOf(space, names))
      expect(Object.keys(record?.values ?? {}).length).toBeGreaterThan(hasBridge ? 18 : 15)
    }
  }
  const all = [host, a, b, plain]
  await check(false, all)
  // All of one namespace, half of another: a value that strays would be seen.
  await flip(a, namesOf('everywhere', 'with-bridges'))
  await flip(
    b,
    namesOf('everywhere').filter((_, at) => at % 2 === 0),
  )
  // Where nothing is bridged, what is known already is asked for again only at a thorough look.
  await check(false, [host, a, plain])
  await check(true, all)
  await check(false, all)
  await flip(b, ['net.ipv4.ip_forward'])
  await expect(check(false, [b])).rejects.toThrow('ip_forward')
  await check(true, [b])
})

test('what all namespaces share is told of the host', async () => {
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  const home = snapshot.namespaces.find(({ root }) => root)
  const values = snapshot.sysctls.find(({ netns }) => netns === home?.id)?.values ?? {}
  const shared = namesOf('host')
  const told = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (name in values ? [[name, values[name]]] : [])))
  const [neighbours, tracked] = [true, false].map((is) => shared.filter((name) => name.includes('.neigh.') === is))
  // Inside a namespace the same files are there, with the same values.
  expect(told(tracked ?? [])).toEqual(await filesOf(host, tracked ?? []))
  // Those of neighbours are where the machine began only.
  expect(await filesOf(host, neighbours ?? [])).toEqual({ '': Number.NaN })
  const here = (neighbours ?? []).map((name) => [name, `/proc/sys/${sysctlPath(name)}`] as const)
  const own = here.flatMap(([name, file]) => (existsSync(file) ? [[name, Number(readFileSync(file, 'utf8'))]] : []))
  expect(told(neighbours ?? [])).toEqual(Object.fromEntries(own))
})

test('what is two numbers is told as a range', async () => {
  const a = host.container('a')
  await print(a, 'sysctl', '-qw', 'net.ipv4.ip_local_port_range=40001 40100')
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId), thorough: true })
  const name = 'net.ipv4.ip_local_port_range'
  expect(recordsAt(snapshot, 'sysctls', a)[0]?.ranges).toEqual({ [name]: { first: 40_001, last: 40_100 } })
  const usual = (await print(host, 'sysctl', '-n', name)).trim().split(/\s+/).map(Number)
  expect(Object.values(recordsAt(snapshot, 'sysctls', host)[0]?.ranges?.[name] ?? {})).toEqual(usual)
})

test('a namespace that belongs to a user namespace has files of its own', async () => {
  const pid = await startSleeper(host.run, ['unshare', '-Urn', 'sleep', 'infinity'])
  const inside = (argv: readonly string[]) =>
    host.exec(['nsenter', `--user=/proc/${pid}/ns/user`, `--net=/proc/${pid}/ns/net`, '--', ...argv])
  await inside(['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward'])
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  const netns = snapshot.namespaces.find(({ pids }) => pids.includes(pid))
  const values = snapshot.sysctls.find((record) => record.netns === netns?.id)?.values
  expect(values).toEqual(await filesOf({ exec: inside }, namesOf('everywhere')))
  expect(values?.['net.ipv4.ip_forward']).toBe(1)
  // It must not hide anything of the namespaces that are read after it.
  expect(Object.keys(recordsAt(snapshot, 'sysctls', host)[0]?.values ?? {}).length).toBeGreaterThan(18)
})
