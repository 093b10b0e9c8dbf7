import { describe, expect, it } from 'vitest'
import { placeIn, readCgroupMounts } from '../../../collectors/cgroups/mounts.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'
import { buildTree } from './tree.ts'

const mountsIn = (files: Readonly<Record<string, string>>) => {
  using tree = buildTree(new Map(Object.entries(files)))
  return readCgroupMounts(hostPaths(tree.root)).map(({ mountPoint, ...mount }) => ({
    ...mount,
    mountPoint: mountPoint.replace(tree.root, 'ROOT'),
    options: [...mount.options].join(),
  }))
}

const version2 = '34 24 0:29 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw,nsdelegate\n'
const subtree = '35 24 0:29 /docker/a /srv/a rw - cgroup2 cgroup2 rw\n'
const version1 = '36 24 0:30 / /cg/cpu\\040x rw master:1 - cgroup none rw,cpu,cpuacct\n'

describe('mounts of cgroups', () => {
  it('are found anywhere in the mounts of process 1, the widest first', () => {
    expect(
      mountsIn({ 'proc/1/mountinfo': `${subtree}22 1 8:1 / / rw - ext4 /dev/sda1 rw\n${version1}${version2}x\n` }),
    ).toEqual([
      { version: 1, options: 'rw,cpu,cpuacct', root: '/', mountPoint: 'ROOT/cg/cpu x' },
      { version: 2, options: 'rw,nsdelegate', root: '/', mountPoint: 'ROOT/sys/fs/cgroup' },
      { version: 2, options: 'rw', root: '/docker/a', mountPoint: 'ROOT/srv/a' },
    ])
  })

  it('are those that the agent sees, too, at the paths where it sees them', () => {
    const own = '34 24 0:29 / /own/cgroup rw - cgroup2 cgroup2 rw\n'
    expect(mountsIn({ 'proc/1/mountinfo': version2, 'proc/self/mountinfo': own })).toEqual([
      { version: 2, options: 'rw,nsdelegate', root: '/', mountPoint: 'ROOT/sys/fs/cgroup' },
      { version: 2, options: 'rw', root: '/', mountPoint: '/own/cgroup' },
    ])
  })

  it('are none where nothing can be read', () => {
    expect(mountsIn({ 'proc/2/stat': '' })).toEqual([])
  })
})

describe('a cgroup below a mount', () => {
  const mount = (root: string) => ({ version: 2, options: new Set<string>(), root, mountPoint: '/m' }) as const
  it.each([
    ['/', '/', '/m/'],
    ['/', '/docker/a', '/m/docker/a'],
    ['/docker/a', '/docker/a', '/m'],
    ['/docker/a', '/docker/a/b', '/m/b'],
    ['/docker/a', '/docker/ab', null],
    ['/docker/a', '/', null],
    // Another cgroup namespace: what is above the agent's own is shown as `..`.
    ['/', '/../b', null],
    ['/', '/..', null],
    ['/..', '/../b', '/m/b'],
    ['/..', '/../../b', null],
    ['/', '/a..b', '/m/a..b'],
  ])('mounted %s, asked for %s', (root, path, directory) => {
    expect(placeIn(mount(root), path)).toBe(directory)
  })
})
