import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type LinkRecord, resolveLinkNetns } from '../../collectors/links.ts'
import { namespaceId, type OpenNamespace, openHub, openNamespace } from '../../collectors/linux/namespace.ts'
import { NamespaceMemory } from '../../collectors/namespace-memory.ts'
import { Pass } from '../../collectors/namespaces/pass.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { FreedNumbers } from '../../collectors/netlink/freed-numbers.ts'
import { nsid } from '../../collectors/netlink/messages/nsid.ts'
import { Runs } from '../../collectors/runs.ts'
import { type Lab, openLab } from '../lab/lab.ts'
import { pauseUntil } from '../lab/pause.ts'

let lab: Lab
const made = new Set<string>()

beforeAll(async () => {
  lab = await openLab()
})

const ip = (...words: readonly string[]): void => void execFileSync('ip', words)

const end = (name: string): void => {
  ip('netns', 'del', name)
  made.delete(name)
}

afterEach(() => {
  for (const name of made) end(name)
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const add = (name: string): string => {
  const full = `${lab.runId}-${name}`
  ip('netns', 'add', full)
  made.add(full)
  return full
}

/** A pair of a name at both ends. */
const join = (name: string, one: string, other: string): void =>
  ip('-n', one, 'link', 'add', name, 'type', 'veth', 'peer', 'name', name, 'netns', other)

/** A look at named namespaces one after the other, by a hub that knows none yet; things may happen between two of them. `lost`: the
 * kernel told of more deaths than the socket could hold. */
const lookAt = async (steps: readonly (string | ((numbers: () => number[]) => void))[]) => {
  using home: OpenNamespace = openNamespace('/proc/thread-self/ns/net')
  const { transport, nsids } = openHub(home, () => null)
  using hub = new NetlinkConnection(transport)
  using freedNumbers = new FreedNumbers(nsids)
  const numbers = (): number[] =>
    hub.dump(nsid, { header: Buffer.alloc(4) }).records.flatMap(({ nsid: number }) => number ?? [])
  const take = freedNumbers.taker()
  const told = { isLost: false }
  const runs = new Runs()
  const pass = new Pass({
    home,
    hub,
    freedNumbers: () => {
      const freed = take()
      return told.isLost ? 'all' : freed
    },
    proc: '/proc',
    memory: new NamespaceMemory(),
    thorough: false,
    runs,
    isLoaded: () => false,
    wantsFlows: false,
    knownPrograms: null,
    changes: null,
  })
  const ids = new Map<string, string>()
  for (const step of steps)
    if (step === 'lost') {
      told.isLost = true
      pass.settle()
      told.isLost = false
    } else if (typeof step === 'string') {
      const open = (): OpenNamespace => {
        const namespace = openNamespace(`/run/netns/${step}`)
        ids.set(step, namespaceId(namespace, home) ?? '')
        return namespace
      }
      await pass.takeAll([{ holder: 'name', inode: null, name: step, pids: [], open }])
    } else step(numbers)
  pass.takeHidden()
  pass.takeLast()
  pass.settle()
  pass.dropGone()
  const links = pass.records.links as LinkRecord[]
  resolveLinkNetns(links, (number) => pass.netnsOf(number))
  const nameOf = (id: string | null | undefined): string | null =>
    [...ids].find(([, known]) => known === id)?.[0] ?? id ?? null
  return {
    numbers: pass.numbers(),
    problems: runs.problems.map(({ kind }) => kind),
    idOf: (name: string) => ids.get(name) ?? '',
    /** Each veth as `namespace name > namespace of the peer`. */
    veths: links
      .filter(({ info }) => info?.link?.kind === 'veth')
      .map(({ netns, name, linkNetns }) => `${nameOf(netns)} ${name} > ${nameOf(linkNetns)}`)
      .sort(),
  }
}

/** Ends a namespace and waits until the hub has its number no more. */
const ending =
  (name: string) =>
  (numbers: () => number[]): void => {
    const before = numbers().length
    end(name)
    expect(pauseUntil(() => numbers().length < before, 5000)).toBe(true)
  }

test('a namespace that got the number of one that died meanwhile keeps all its peers', async () => {
  const [dead, host, one, two] = [add('dead'), add('host'), add('one'), add('two')]
  join('v1', host, one)
  join('v2', host, two)
  const { numbers, idOf, veths } = await lookAt([dead, ending(dead), host, one, two])
  expect(numbers.get(idOf(host))).toBe(0)
  expect(veths).toEqual([`${host} v1 > ${one}`, `${host} v2 > ${two}`, `${one} v1 > ${host}`, `${two} v2 > ${host}`])
})

test('what was read before the death leads nowhere, what is read after it to the one that has the number now', async () => {
  const [host, dead, heir, other] = [add('host'), add('dead'), add('heir'), add('other')]
  join('old', host, dead)
  join('new', heir, other)
  const { veths, numbers, idOf } = await lookAt([host, dead, ending(dead), heir, other])
  expect(numbers.get(idOf(heir))).toBe(1)
  expect(veths).toEqual([
    `${dead} old > ${host}`,
    `${heir} new > ${other}`,
    `${host} old > null`,
    `${other} new > ${heir}`,
  ])
})

test('a peer that died before anybody saw it is unknown, though another has its number', async () => {
  const [host, dead, heir, other] = [add('host'), add('dead'), add('heir'), add('other')]
  join('old', host, dead)
  join('new', heir, other)
  const { veths } = await lookAt([host, ending(dead), heir, other])
  expect(veths).toEqual([`${heir} new > ${other}`, `${host} old > null`, `${other} new > ${heir}`])
})

test('one that nobody can open is seen all the same, behind another that has the number of a dead one', async () => {
  const [host, dead, later, hidden] = [add('host'), add('dead'), add('later'), add('hidden')]
  join('old', host, dead)
  join('new', later, hidden)
  const { veths } = await lookAt([host, ending(dead), later])
  expect(veths).toEqual([`${host} old > null`, `hub:2 new > ${later}`, `${later} new > hub:2`].sort())
})

test('when deaths were lost, what was known before stays known, and nothing is made up', async () => {
  const [host, one, two, late, later] = [add('host'), add('one'), add('two'), add('late'), add('later')]
  join('v1', host, one)
  join('v2', host, two)
  join('v3', late, later)
  const { veths, problems } = await lookAt([host, one, 'lost', two, late, later])
  expect(problems).toContain('interrupted')
  expect(veths).toEqual([
    `${host} v1 > ${one}`,
    `${host} v2 > null`,
    `${late} v3 > ${later}`,
    `${later} v3 > ${late}`,
    `${one} v1 > null`,
    `${two} v2 > null`,
  ])
})
