import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfinementMemory } from '../../../collectors/confinement/confinement-memory.ts'
import { hostPathFinder } from '../../../collectors/confinement/mounts.ts'
import {
  readConfinement,
  readHostConfinement,
  readSurroundings,
} from '../../../collectors/confinement/read-confinement.ts'
import { readProcess } from '../../../collectors/confinement/read-process.ts'
import { parseStatus } from '../../../collectors/confinement/status.ts'
import { parseMounts } from '../../../collectors/procfs/mounts.ts'
import { readBeginning } from '../../../collectors/procfs/read.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'
import { fileTree } from '../file-tree.ts'

const id = 'a'.repeat(64)
const status = (name = 'nginx') =>
  `Name:\t${name}\nUmask:\t0022\nUid:\t0\t101\t0\t0\nGid:\t0\t102\t0\t0\nCapInh:\t0000000000000000\nCapPrm:\t00000000a80425fb\nCapEff:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n`
const stat = (start: number, command = 'nginx') => `7 (${command}) S ${'0 '.repeat(18)}${start} 0\n`
const cgroup = `0::/docker/${id}\n`

const processFiles = (pid: number, values: { start?: number; command?: string } = {}) => ({
  [`proc/${pid}/stat`]: stat(values.start ?? 500, values.command),
  [`proc/${pid}/status`]: status(),
  [`proc/${pid}/cgroup`]: cgroup,
  [`proc/${pid}/comm`]: 'nginx\n',
  [`proc/${pid}/oom_score_adj`]: '-5\n',
  [`proc/${pid}/attr/current`]: 'docker-default (enforce)\n',
  [`proc/${pid}/uid_map`]: '         0     100000      65536\n',
  [`proc/${pid}/gid_map`]: '',
})

test('a status gives effective ids and sets of capabilities; one without them gives nothing', () => {
  expect(parseStatus(status())).toEqual({
    uid: 101,
    gid: 102,
    capabilities: {
      inheritable: '0000000000000000',
      permitted: '00000000a80425fb',
      effective: '00000000a80425fb',
      bounding: '00000000a80425fb',
      ambient: '0000000000000000',
    },
    seccomp: 2,
    noNewPrivileges: true,
  })
  // The kernel escapes the end of a line in a name, so that this stays one.
  expect(parseStatus(status(String.raw`x\nCapEff:\t000001ffffffffff`))?.capabilities.effective).toBe('00000000a80425fb')
  expect(parseStatus('Name:\tx\n')).toBeNull()
  const whole = status()
  for (let length = 0; length < whole.length; length += 1) parseStatus(whole.slice(0, length))
})

test('a process is believed as long as it is the same one, and the container’s', () => {
  using tree = fileTree(processFiles(7))
  const proc = join(tree.root, 'proc')
  const isMember = (text: string) => text.includes(id)
  expect(readProcess(proc, 7, isMember)).toMatchObject({
    pid: 7,
    startTicks: 500,
    command: 'nginx',
    uid: 101,
    label: 'docker-default (enforce)',
    oomScoreAdjustment: -5,
  })
  expect(readProcess(proc, 7, () => false)).toBeNull()
  expect(readProcess(proc, 8, isMember)).toBeNull()
  // The pid is given to another process of the same container while it is read.
  const reuse = (text: string): boolean => {
    writeFileSync(join(proc, '7/stat'), stat(501))
    return isMember(text)
  }
  expect(readProcess(proc, 7, reuse)).toBeNull()
})

test('limits are the tightest of all above, on version 2 and on version 1', () => {
  const mount = (root: string, type: string, options: string) => `1 1 0:30 / ${root} rw - ${type} ${type} ${options}\n`
  const own = `sys/fs/cgroup/docker/${id}`
  using tree = fileTree({
    ...processFiles(7),
    'proc/1/mountinfo': mount('/sys/fs/cgroup', 'cgroup2', 'rw'),
    [`${own}/memory.max`]: 'max\n',
    'sys/fs/cgroup/docker/memory.max': '1048576\n',
    [`${own}/pids.max`]: '64\n',
    'sys/fs/cgroup/docker/pids.max': '128\n',
    [`${own}/cpu.max`]: '50000 100000\n',
    [`${own}/io.max`]: '8:0 rbps=1048576 wbps=max riops=max wiops=max\n',
  })
  const read = (root: string, text: string) =>
    readConfinement({ id, cgroup: text, pids: [9, 7] }, 7, readSurroundings(hostPaths(root)))
  expect(read(tree.root, cgroup)).toMatchObject({
    pids: [7, 9],
    uidMap: [{ inside: 0, outside: 100_000, length: 65_536 }],
    gidMap: [],
    limits: {
      memory: { limit: 1_048_576, cgroup: '/docker' },
      pids: { limit: 64, cgroup: `/docker/${id}` },
      cpu: { limit: 0.5, cgroup: `/docker/${id}` },
      io: { limit: 1, cgroup: `/docker/${id}` },
    },
  })
  expect(read(tree.root, cgroup)).not.toHaveProperty('devices')

  const controllers = ['memory', 'pids', 'cpu', 'devices', 'blkio']
  const lines = controllers.map((name, at) => `${at + 2}:${name}:/docker/${id}\n`).join('')
  const folder = (name: string) => `sys/fs/cgroup/${name}/docker/${id}`
  using old = fileTree({
    ...processFiles(7),
    'proc/7/cgroup': lines,
    'proc/1/mountinfo': controllers.map((name) => mount(`/sys/fs/cgroup/${name}`, 'cgroup', `rw,${name}`)).join(''),
    [`${folder('memory')}/memory.limit_in_bytes`]: '9223372036854771712\n',
    [`${folder('memory')}/memory.oom_control`]: 'oom_kill_disable 1\nunder_oom 0\n',
    [`${folder('pids')}/pids.max`]: 'max\n',
    [`${folder('cpu')}/cpu.cfs_quota_us`]: '-1\n',
    [`${folder('cpu')}/cpu.cfs_period_us`]: '100000\n',
    [`${folder('devices')}/devices.list`]: 'c 1:3 rwm\nb 8:* rwm\n',
    [`${folder('blkio')}/blkio.throttle.read_bps_device`]: '',
  })
  const none = { limit: null, cgroup: `/docker/${id}` }
  expect(read(old.root, lines)).toMatchObject({
    devices: ['c 1:3 rwm', 'b 8:* rwm'],
    oomKillDisabled: true,
    limits: { memory: none, pids: none, cpu: none, io: none },
  })
})

test('a mounted folder is found on the host by its filesystem, and what a container has for itself is not', () => {
  const pathOf = hostPathFinder(
    parseMounts(
      '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:25 / /run rw - tmpfs tmpfs rw\n3 1 8:2 /sub /srv rw - ext4 /dev/sdb rw\n',
    ),
  )
  const at = (line: string) => parseMounts(`${line}\n`).map(pathOf)
  expect(at('9 8 8:1 /etc /conf ro - ext4 /dev/sda1 rw')).toEqual(['/etc'])
  expect(at('9 8 8:1 / /host rw - ext4 /dev/sda1 rw')).toEqual(['/'])
  expect(at('9 8 0:25 /docker.sock /s rw - tmpfs tmpfs rw')).toEqual(['/run/docker.sock'])
  expect(at('9 8 8:2 /sub/x /x rw - ext4 /dev/sdb rw')).toEqual(['/srv/x'])
  expect(at('9 8 8:2 /other /x rw - ext4 /dev/sdb rw')).toEqual([undefined])
  expect(at('9 8 0:99 / /proc rw - proc proc rw')).toEqual([undefined])
})

test('of a file that somebody else makes as long as he likes only the beginning is read', () => {
  using tree = fileTree({ 'proc/long': 'x'.repeat(100_000), 'proc/short': 'short' })
  expect(readBeginning(join(tree.root, 'proc/long'), 1000)).toEqual({ value: 'x'.repeat(1000) })
  expect(readBeginning(join(tree.root, 'proc/short'), 1000)).toEqual({ value: 'short' })
  expect(readBeginning(join(tree.root, 'proc/none'), 1000)).toEqual({ code: 'ENOENT' })
})

test('what is known of a container is read again only by a thorough look, or with another first process', async () => {
  using tree = fileTree(processFiles(7))
  const memory = new ConfinementMemory()
  const paths = hostPaths(tree.root)
  const container = { id, cgroup, pids: [7], first: 7 }
  const [first] = await memory.read([container], paths, false)
  expect(first?.container).toBe(id)
  const [again] = await memory.read([container], paths, false)
  expect(again).toBe(first)
  const [thorough] = await memory.read([container], paths, true)
  expect(thorough).not.toBe(first)
  expect(thorough).toEqual(first)
  const [other] = await memory.read([{ ...container, first: 9 }], paths, false)
  expect(other).not.toBe(thorough)
  expect(await memory.read([], paths, false)).toEqual([])
})

test('the host for comparison', () => {
  using tree = fileTree({ 'proc/1/status': status(), 'sys/kernel/security/lsm': 'capability,apparmor' })
  expect(readHostConfinement(hostPaths(tree.root))).toEqual({
    capabilities: '00000000a80425fb',
    securityModules: ['capability', 'apparmor'],
  })
  using bare = fileTree({})
  expect(readHostConfinement(hostPaths(bare.root))).toBeNull()
})
