import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import type { Left } from './look-alone.ts'
import { recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { print, printObjects, word } from './print.ts'

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  const containers = ['a', 'b'].map((name) => ({ name, networks: ['br0'] }))
  host = await lab.plainHost({ name: 'caps', bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }], containers })
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

/** Looks from inside the lab's host, as `setpriv` says. The checkout is bound to where everybody may read it. */
const lookAs = async (setpriv: readonly string[], root: string): Promise<Left['snapshot']> => {
  const inMnt = (path: string): string => (path.startsWith(`${checkout}/`) ? path.replace(checkout, '/mnt') : path)
  const node = [inMnt(process.execPath), '/mnt/test/kernel/look-alone.ts', root]
  const bind = `mount -n --bind "$0" /mnt; cd /; exec setpriv "$@"`
  const isolate = ['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-ec', bind, checkout]
  const left: Left = JSON.parse(await print(host, ...isolate, ...setpriv, '--', ...node))
  return left.snapshot
}

const expectOwnWhole = async (snapshot: Left['snapshot']): Promise<void> => {
  const printed = await printObjects(host, 'ip', '-j', 'link')
  const names = recordsAt(snapshot, 'links', host).map(({ name }) => name)
  expect(names.sort()).toEqual(printed.map(({ ifname }) => word(ifname)).sort())
  const routes = await printObjects(host, 'ip', '-j', '-4', 'route', 'show', 'table', 'all')
  expect(recordsAt(snapshot, 'routes', host).filter(({ family }) => family === 2)).toHaveLength(routes.length)
  expect(recordsAt(snapshot, 'addresses', host).length).toBeGreaterThan(2)
  expect(recordsAt(snapshot, 'sysctls', host)[0]?.values['net.ipv4.ip_forward']).toBe(1)
}

/** What is denied, a line each. Nothing else may go wrong. */
const denials = ({ problems }: Left['snapshot']): string[] => {
  const odd = problems.filter(({ kind }) => kind !== 'denied' && kind !== 'vanished')
  expect(odd).toEqual([])
  return problems.filter(({ kind }) => kind === 'denied').map(({ message }) => message)
}

const without = (...capabilities: readonly string[]): string[] => {
  const list = capabilities.map((name) => `-${name}`).join(',')
  return [`--bounding-set=${list}`, `--inh-caps=${list}`]
}

describe('without any privilege', () => {
  test.each([
    ['as nobody', ['--reuid=65534', '--regid=65534', '--clear-groups']],
    ['as root without a capability', without('all')],
  ])('%s, the own namespace is shown whole, and the rest is said to be missing', async (_, setpriv) => {
    const snapshot = await lookAs(setpriv, '/')
    await expectOwnWhole(snapshot)
    expect(new Set(snapshot.links.map(({ netns }) => netns)).size).toBe(1)
    const denied = denials(snapshot)
    expect(denied).toContainEqual(expect.stringMatching(/^unshare: without CAP_SYS_ADMIN no namespace but the own one/))
    expect(denied).toContainEqual(expect.stringMatching(/^the namespaces? of process(es)? .* needs CAP_SYS_PTRACE/))
    expect(denied).toContainEqual(expect.stringMatching(/the agent's own namespace is taken for the host's$/))
    // Said once, not once a namespace. (`ip netns add` of another lab makes a file that nobody may open, before it mounts.)
    expect(denied.filter((message) => !message.startsWith('open /run/netns/')).length).toBeLessThan(9)
    const own = snapshot.links.find(({ name }) => name === 'va-0')
    expect(own?.linkNetns ?? null).toBe(null)
  })
})

describe('as root without', () => {
  test('CAP_SYS_ADMIN: only the own namespace', async () => {
    const snapshot = await lookAs(without('sys_admin'), narrowRoot(lab.runId))
    await expectOwnWhole(snapshot)
    expect(snapshot.namespaces.length).toBeGreaterThanOrEqual(3)
    expect(recordsAt(snapshot, 'links', host.container('a'))).toEqual([])
    expect(denials(snapshot)).toEqual([
      expect.stringContaining('reading BPF programs needs CAP_SYS_ADMIN'),
      expect.stringContaining('without CAP_SYS_ADMIN no namespace but the own one'),
      expect.stringContaining('setns: entering a network namespace needs CAP_SYS_ADMIN'),
    ])
  })

  test('CAP_NET_ADMIN: every namespace, but not where veths lead', async () => {
    const snapshot = await lookAs(without('net_admin'), narrowRoot(lab.runId))
    await expectOwnWhole(snapshot)
    for (const container of host.containers) {
      const links = recordsAt(snapshot, 'links', container)
      expect(links.map(({ name, linkNetns = null }) => [name, linkNetns])).toEqual([
        ['lo', null],
        ['eth0', null],
      ])
    }
    expect(snapshot.namespaces.filter(({ holder }) => holder === 'unknown')).toEqual([])
    expect(snapshot.nftables).toEqual([])
    expect(denials(snapshot)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('where veths lead to stays unknown without CAP_NET_ADMIN'),
        expect.stringContaining('nf_tables generation: needs CAP_NET_ADMIN'),
        expect.stringContaining('ipset protocol: needs CAP_NET_ADMIN'),
      ]),
    )
    // Other tests' namespaces may have legacy tables.
    expect(denials(snapshot).filter((message) => !message.includes('CAP_NET_ADMIN'))).toEqual([])
  })

  test('CAP_SYS_PTRACE: what has a name, and what the own processes show', async () => {
    const snapshot = await lookAs(without('sys_ptrace'), narrowRoot(lab.runId))
    await expectOwnWhole(snapshot)
    for (const container of host.containers) expect(recordsAt(snapshot, 'routes', container).length).toBeGreaterThan(3)
    expect(denials(snapshot)).toEqual([
      expect.stringMatching(/^the namespaces? of process(es)? .* needs CAP_SYS_PTRACE/),
    ])
  })

  test('CAP_NET_BROADCAST, CAP_DAC_OVERRIDE and the rest that it does not use: nothing is missing', async () => {
    const used = ['sys_admin', 'net_admin', 'sys_ptrace', 'dac_read_search']
    const keep = used.map((name) => `+${name}`).join(',')
    const snapshot = await lookAs([`--bounding-set=-all,${keep}`, `--inh-caps=-all,${keep}`], narrowRoot(lab.runId))
    await expectOwnWhole(snapshot)
    for (const container of host.containers) {
      const eth0 = recordsAt(snapshot, 'links', container).find(({ name }) => name === 'eth0')
      expect(eth0?.linkNetns).toBe(recordsAt(snapshot, 'links', host)[0]?.netns)
    }
    // Processes of other tests have more capabilities than this one; the lab's are in the narrow root.
    expect(denials(snapshot).filter((message) => !message.includes('needs CAP_SYS_PTRACE'))).toEqual([])
  })
})
