import { closeSync, mkdirSync, openSync, readFileSync, rmdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenNamespace, openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { NETLINK_ROUTE, openNetlink } from '../../collectors/linux/socket.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { link as linkMessage } from '../../collectors/netlink/messages/link.ts'
import { parseMounts } from '../../collectors/procfs/mounts.ts'
import {
  cgroupPrograms,
  deviceProgramsHere,
  namespacePrograms,
  netfilterPrograms,
} from '../../collectors/programs/attached.ts'
import { cgroupHooks } from '../../collectors/programs/hooks.ts'
import { KnownPrograms } from '../../collectors/programs/known-programs.ts'
import type { AttachedProgram } from '../../collectors/programs/record.ts'
import { tcFilters } from '../../collectors/programs/tc-filters.ts'
import { xdpPrograms } from '../../collectors/programs/xdp.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainContainer } from '../lab/lab.ts'
import { addFilter } from '../programs/add-filter.ts'
import { attach, type kinds, type LoadedProgram, link, load } from '../programs/loaded-program.ts'
import { indexes, number, type Printed, part, print, printObjects, word } from './print.ts'

let lab: Lab
/** Where filters of tc are, and where all else is: bpftool writes broken JSON of classic filters. */
let space: PlainContainer
let other: PlainContainer
let home: OpenNamespace
const known = new KnownPrograms()

beforeAll(async () => {
  lab = await openLab()
  const bridges = [{ name: 'br0', subnet: '10.3.0.0/24' }]
  const containers = ['a', 'b'].map((name) => ({ name, networks: ['br0'] }))
  const host = await lab.plainHost({ name: 'bpf', bridges, containers })
  space = host.container('a')
  other = host.container('b')
  home = openNamespace('/proc/thread-self/ns/net')
  await print(space, 'ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'v1')
  await print(other, 'ip', 'link', 'add', 'w0', 'type', 'veth', 'peer', 'w1')
})

afterAll(async () => {
  home?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

/** What is found while the thread is in the namespace; over a rtnetlink connection that is opened there. */
const inside = <T>(find: (connection: NetlinkConnection) => T, place = space): T => {
  using namespace = openNamespace(place.path)
  const answered = visit(namespace, home, () => {
    using connection = new NetlinkConnection(openNetlink(NETLINK_ROUTE))
    return { answer: find(connection) }
  })
  return answered.answer
}

const indexOf = async (place: PlainContainer, name: string): Promise<number> => (await indexes(place)).get(name) ?? 0

describe('filters of traffic control', () => {
  const protocols: { readonly [name: string]: number } = { all: 3, ip: 0x0800, ipv6: 0x86dd }

  /** `0x1`, or `800::801` of the classifier u32: table, hash and item. */
  const handleOf = ({ handle, fh }: Printed): number => {
    if (fh === undefined) return number(handle)
    const [table = '', hash = '', item = ''] = word(fh).split(':')
    return ((Number.parseInt(table, 16) << 20) | (Number(`0x${hash || 0}`) << 12) | Number(`0x${item || 0}`)) >>> 0
  }

  const printedFilters = async (device: string, place: readonly string[], hook: string): Promise<object[]> => {
    const byName = await indexes(space)
    const printed = await printObjects(space, 'tc', '-j', 'filter', 'show', 'dev', device, ...place)
    return printed.flatMap((entry) => {
      const options = part(entry, 'options')
      const program = part(options, 'prog')
      if (entry['options'] === undefined || options['ht_divisor'] !== undefined) return []
      const actions = Array.isArray(options['actions']) ? (options['actions'] as Printed[]) : []
      return {
        device: byName.get(device),
        hook,
        kind: entry['kind'],
        priority: entry['pref'],
        protocol: protocols[word(entry['protocol'])],
        chain: entry['chain'],
        handle: handleOf(options),
        directAction: entry['kind'] === 'bpf' ? options['direct-action'] === true : undefined,
        program: program['id'] === undefined ? undefined : [program['id'], program['name'], program['tag']],
        actions: actions.map((action) => [
          action['kind'],
          part(action, 'control_action')['type'],
          `${action['direction']} ${action['mirred_action']}`,
          byName.get(word(action['to_dev'])),
        ]),
      }
    })
  }

  const told = (programs: readonly AttachedProgram[]): object[] =>
    programs.map(({ ifindex, hook, kind, filter, id, name, tag }) => ({
      device: ifindex,
      hook,
      kind,
      priority: filter?.priority,
      protocol: filter?.protocol,
      chain: filter?.chain,
      handle: filter?.handle,
      directAction: filter?.directAction,
      program: id === undefined ? undefined : [id, name, tag],
      actions: filter?.actions.map(({ kind, control, mirred }) => [kind, control, mirred?.action, mirred?.ifindex]),
    }))

  test('are those of tc', async () => {
    const tc = (...words: readonly string[]): Promise<string> => print(space, 'tc', ...words)
    const classic = ['bpf', 'bytecode', '1,6 0 0 4294967295,']
    const drop = ['bpf', 'bytecode', '2,32 0 0 4294963200,6 0 0 0,']
    await tc('qdisc', 'add', 'dev', 'v0', 'clsact')
    await tc('filter', 'add', 'dev', 'v0', 'ingress', 'pref', '5', 'protocol', 'ip', ...classic, 'direct-action')
    await tc('filter', 'add', 'dev', 'v0', 'ingress', 'chain', '7', 'pref', '6', ...drop)
    const redirect = ['action', 'mirred', 'egress', 'redirect', 'dev', 'v1']
    await tc('filter', 'add', 'dev', 'v0', 'egress', 'pref', '7', ...classic, ...redirect)
    await tc('qdisc', 'add', 'dev', 'v1', 'ingress')
    const everything = ['u32', 'match', 'u32', '0', '0']
    const mirror = ['action', 'mirred', 'egress', 'mirror', 'dev', 'v0']
    await tc('filter', 'add', 'dev', 'v1', 'parent', 'ffff:', 'protocol', 'ipv6', ...everything, ...mirror)
    await tc('qdisc', 'add', 'dev', 'v1', 'root', 'handle', '1:', 'htb')
    await tc('class', 'add', 'dev', 'v1', 'parent', '1:', 'classid', '1:1', 'htb', 'rate', '1mbit')
    await tc('qdisc', 'add', 'dev', 'v1', 'parent', '1:1', 'handle', '2:', 'htb')
    const toIngress = ['action', 'mirred', 'ingress', 'redirect', 'dev', 'v0']
    const http = ['u32', 'match', 'ip', 'dport', '80', '0xffff']
    await tc(
      'filter',
      'add',
      'dev',
      'v1',
      'parent',
      '1:',
      'protocol',
      'ip',
      'prio',
      '3',
      ...http,
      ...toIngress,
      ...mirror,
    )
    await tc('filter', 'add', 'dev', 'v1', 'parent', '2:', 'protocol', 'ip', 'prio', '3', ...drop)
    const ifindex = await indexOf(space, 'v0')
    inside(() => {
      using program = load('sched_cls', 'in_the_filter')
      const wanted = { ifindex, program: program.fd, name: 'a section' }
      addFilter({ ...wanted, parent: 0xfffffff2, priority: 9, directAction: true })
      addFilter({ ...wanted, parent: 0xfffffff3, priority: 10, directAction: false })
    })
    known.begin()
    const found = inside((connection) => tcFilters(connection, 'x', known))
    const printed = await Promise.all([
      printedFilters('v0', ['ingress'], 'tc-ingress'),
      printedFilters('v0', ['egress'], 'tc-egress'),
      printedFilters('v1', ['parent', 'ffff:'], 'tc-ingress'),
      printedFilters('v1', ['parent', '1:'], 'tc-qdisc'),
      printedFilters('v1', ['parent', '2:'], 'tc-qdisc'),
    ])
    expect(new Set(told(found))).toEqual(new Set(printed.flat()))
    expect(found).toHaveLength(8)
    expect(found.filter(({ name }) => name === 'in_the_filter')).toHaveLength(2)
    expect(found.map(({ filter }) => filter?.classicInstructions ?? 0).toSorted()).toEqual([0, 0, 0, 0, 1, 1, 2, 2])
  })

  test('what is not looked into is the same when nothing changed, whatever was counted meanwhile', async () => {
    const before = inside((connection) => tcFilters(connection, 'x', known))
    for (const device of ['v0', 'v1']) await print(space, 'ip', 'link', 'set', device, 'up')
    await print(space, 'ip', 'address', 'add', '10.9.0.1/24', 'dev', 'v0')
    await space.exec(['busybox', 'ping', '-c', '1', '-W', '1', '10.9.0.2'])
    await expect
      .poll(async () =>
        JSON.stringify(await printObjects(space, 'tc', '-s', '-j', 'filter', 'show', 'dev', 'v0', 'egress')),
      )
      .toMatch(/"packets":[1-9]/)
    expect(inside((connection) => tcFilters(connection, 'x', known))).toEqual(before)
  })
})

describe('programs of interfaces and namespaces', () => {
  test('are those of bpftool, in the order in which they run, and nothing stays attached for having been looked at', async () => {
    const [w0, w1] = [await indexOf(other, 'w0'), await indexOf(other, 'w1')]
    using attached = new DisposableStack()
    const use = (program: LoadedProgram): LoadedProgram => attached.use(program)
    inside(() => {
      use(link(use(load('xdp', 'first', 37)), w0, 37))
      use(link(use(load('xdp', 'generic', 37)), w1, 37, [2]))
      for (const name of ['one', 'two']) use(link(use(load('sched_cls', name)), w0, 46))
      use(link(use(load('sched_cls', 'out')), w1, 47))
    }, other)
    using namespace = openNamespace(other.path)
    use(link(use(load('sk_lookup', 'lookup', 36)), namespace.fd, 36))
    use(link(use(load('flow_dissector', 'dissector', 17)), namespace.fd, 17))
    known.begin()

    const links = inside((connection) => connection.dump(linkMessage, { header: Buffer.alloc(16) }).records, other)
    const xdp = xdpPrograms(
      links.map((record) => ({ netns: 'x', ...record })),
      known,
    )
    const ofNamespace = namespacePrograms('x', namespace, known)
    // Its JSON is broken where there is a flow dissector.
    const net = await print(other, 'bpftool', 'net')
    const modes: { readonly [mode: string]: string } = { driver: 'xdp', generic: 'xdp-generic' }
    expect(new Set(xdp.map(({ ifindex, hook, id }) => `${ifindex} ${hook} ${id}`))).toEqual(
      new Set(
        [...net.matchAll(/^\S+\((\d+)\) (driver|generic) id (\d+)/gm)].map(
          ([, ifindex, mode = '', id]) => `${ifindex} ${modes[mode]} ${id}`,
        ),
      ),
    )
    expect(xdp.map(({ name }) => name).toSorted()).toEqual(['first', 'generic'])
    const [dissector] = ofNamespace.filter(({ hook }) => hook === 'flow-dissector')
    expect(/^flow_dissector:\nid (\d+)/m.exec(net)?.[1]).toBe(String(dissector?.id))
    expect(ofNamespace.map(({ hook, name }) => `${hook} ${name}`)).toEqual([
      'flow-dissector dissector',
      'sk-lookup lookup',
    ])

    const ifindexes = links.map(({ ifindex }) => ifindex)
    const ofDevices = inside(() => deviceProgramsHere({ netns: 'x', ifindexes, netkits: [w0] }, known), other)
    expect(ofDevices.map(({ ifindex, hook, name }) => `${ifindex} ${hook} ${name}`).toSorted()).toEqual(
      [`${w0} tcx-ingress one`, `${w0} tcx-ingress two`, `${w1} tcx-egress out`].toSorted(),
    )
    expect(ofDevices.map(({ name }) => name).filter((name) => name !== 'out')).toEqual(['one', 'two'])

    const all = [...xdp, ...ofNamespace, ...ofDevices]
    const printed = new Map((await printObjects(other, 'bpftool', '-j', 'prog')).map((one) => [one['id'], one]))
    expect(all.map(({ name, tag, type, jited, uid }) => ({ name, tag, type, jited, uid }))).toEqual(
      all.map(({ id }) => {
        const { name, tag, type, jited, uid } = printed.get(id) ?? {}
        return { name, tag, type, jited, uid }
      }),
    )

    attached.dispose()
    const left = async (): Promise<unknown[]> => {
      const ids = (await printObjects(other, 'bpftool', '-j', 'prog')).map(({ id }) => id)
      return ids.filter((id) => all.some((one) => one.id === id))
    }
    await expect.poll(left).toEqual([])
    expect(inside(() => deviceProgramsHere({ netns: 'x', ifindexes, netkits: [] }, known), other)).toEqual([])
    expect(namespacePrograms('x', namespace, known)).toEqual([])
    const [gone] = all
    known.begin()
    expect(known.describe(gone?.id ?? 0)).toEqual({ id: gone?.id })
  })
})

describe('programs of netfilter', () => {
  test('are told with their hook, of whatever namespace', async () => {
    using attached = new DisposableStack()
    const program = attached.use(load('netfilter', 'in_the_firewall', 45))
    // NFPROTO_IPV4 2, NF_INET_FORWARD 2; NFPROTO_IPV6 10, NF_INET_LOCAL_IN 1
    inside(() => {
      attached.use(link(program, 0, 45, [0, 2, 2, -77, 0]))
      attached.use(link(program, 0, 45, [0, 10, 1, 4000, 0]))
    })
    known.begin()
    const found = netfilterPrograms(known).filter(({ name }) => name === 'in_the_firewall')
    expect(found.map(({ netfilter }) => netfilter)).toEqual([
      { family: 2, hook: 2, priority: -77 },
      { family: 10, hook: 1, priority: 4000 },
    ])
    expect(found[0]).toMatchObject({ hook: 'netfilter', kind: 'bpf', type: 'netfilter', jited: true })
    expect(found[0]).not.toHaveProperty('netns')
  })
})

describe('programs of cgroups', () => {
  const mount = parseMounts(readFileSync('/proc/self/mountinfo', 'utf8')).find(({ type }) => type === 'cgroup2')
  const mountPoint = mount?.mountPoint ?? ''

  test('are those of bpftool, of each hook; those of cgroups above run for the ones below', async () => {
    const [above, below] = [`/${lab.runId}`, `/${lab.runId}/below`]
    mkdirSync(`${mountPoint}${below}`, { recursive: true })
    try {
      const directory = openSync(`${mountPoint}${above}`, 'r')
      for (const { hook, attachType, program } of cgroupHooks) {
        using loaded = load(
          program as keyof typeof kinds,
          hook.replace('cgroup-', '').replaceAll('-', '_').slice(0, 15),
          attachType,
        )
        attach(loaded, directory, attachType)
      }
      closeSync(directory)
      const inner = openSync(`${mountPoint}${below}`, 'r')
      for (const name of ['one', 'two']) {
        using loaded = load('cgroup_skb', name, 0)
        attach(loaded, inner, 0)
      }
      closeSync(inner)
      known.begin()

      const found = cgroupPrograms(mountPoint, [below, above], known)
      expect(new Set(found.map(({ cgroup }) => cgroup))).toEqual(new Set([above, below]))
      for (const cgroup of [above, below]) {
        const printed = await printObjects(space, 'bpftool', '-j', 'cgroup', 'show', `${mountPoint}${cgroup}`)
        const ours = found.filter((one) => one.cgroup === cgroup)
        expect(new Set(ours.map(({ id, name }) => `${id} ${name}`))).toEqual(
          new Set(printed.map(({ id, name }) => `${id} ${name}`)),
        )
        expect(ours).toHaveLength(printed.length)
      }
      const names = found.filter(({ cgroup }) => cgroup === above).map(({ hook, name }) => [hook, name])
      expect(names).toHaveLength(cgroupHooks.length)
      for (const [hook = '', name = ''] of names)
        expect(hook.replace('cgroup-', '').replaceAll('-', '_').slice(0, 15)).toBe(name)
      expect(found.filter(({ cgroup }) => cgroup === below)).toHaveLength(2)
      expect(cgroupPrograms(mountPoint, [`${above}/nobody`], known)).toHaveLength(cgroupHooks.length)
    } finally {
      rmdirSync(`${mountPoint}${below}`)
      rmdirSync(`${mountPoint}${above}`)
    }
  })

  test('a machine without a program of the kind is not asked', () => {
    const nothing = new KnownPrograms()
    expect(cgroupPrograms('/nowhere', ['/'], nothing)).toEqual([])
    expect(inside(() => deviceProgramsHere({ netns: 'x', ifindexes: [1, 2, 999], netkits: [] }, nothing))).toEqual([])
  })
})

test('without permission, what is missing is said with the capability', async () => {
  const program = fileURLToPath(new URL('../programs/ask-alone.ts', import.meta.url))
  const setpriv = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--']
  const { stdout, stderr } = await execute([...setpriv, process.execPath, program], {
    environment: space.run.environment,
  })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    kind: 'denied',
    message: expect.stringMatching(/^bpf\(GET_NEXT_ID\): reading BPF programs needs CAP_SYS_ADMIN.*\(EPERM/),
  })
})
