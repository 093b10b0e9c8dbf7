import { describe, expect, it } from 'vitest'
import {
  leadsThroughRemote,
  mayHang,
  mountHolding,
  parseMounts,
  readHostMounts,
} from '../../../collectors/procfs/mounts.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'
import { fileTree } from '../file-tree.ts'

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`

describe('parseMounts', () => {
  it('reads optional fields, none of them, and escapes', () => {
    const mounts = parseMounts(
      lines(
        '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 propagate_from:2 - ext3 /dev/root rw,errors=continue',
        '37 35 0:21 / /a\\040b\\134\\012c rw - fuse.sshfs me@there:/x\\040y rw',
        '38 35 0:22 / /empty rw -  none',
      ),
    )
    expect(mounts).toMatchObject([
      { major: 98, minor: 0, root: '/mnt1', mountPoint: '/mnt2', type: 'ext3', source: '/dev/root' },
      { mountPoint: '/a b\\\nc', type: 'fuse.sshfs', source: 'me@there:/x y', options: 'rw' },
      { mountPoint: '/empty', type: '' },
    ])
  })

  it('reads mounts of some types only', () => {
    const text = lines('1 1 8:1 / / rw - ext4 /dev/sda1 rw', '2 1 0:9 / /x rw - overlay overlay rw')
    expect(parseMounts(text, (type) => type !== 'overlay').map(({ source }) => source)).toEqual(['/dev/sda1'])
  })

  it('leaves out what is no mount, at whatever byte the text ends', () => {
    const whole = '36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n'
    for (let length = 0; length < whole.length; length += 1) {
      for (const mount of parseMounts(whole.slice(0, length)))
        expect(mount).toMatchObject({ major: 98, minor: 0, root: '/', mountPoint: '/mnt' })
    }
    expect(parseMounts('x x x:y / /mnt rw - ext3 /dev/x rw\n\n - \n')).toEqual([])
  })
})

describe('readHostMounts', () => {
  const line = (mountPoint: string): string => `1 1 8:1 / ${mountPoint} rw - ext4 /dev/sda1 rw\n`

  it('prefers what process 1 has mounted', () => {
    using tree = fileTree({ 'proc/1/mountinfo': line('/'), 'proc/self/mountinfo': line('/elsewhere') })
    expect(readHostMounts(hostPaths(tree.root)).map(({ mountPoint }) => mountPoint)).toEqual(['/'])
  })

  it('otherwise takes what the agent sees below the root, by its path on the host', () => {
    using tree = fileTree({})
    const { root } = tree
    using filled = fileTree({
      'proc/self/mountinfo': [root, `${root}/srv`, `${root}2`, '/'].map(line).join(''),
    })
    const mounts = readHostMounts({ ...hostPaths(root), proc: `${filled.root}/proc` })
    expect(mounts.map(({ mountPoint }) => mountPoint)).toEqual(['/', '/srv'])
  })

  it('is empty where there is nothing to read', () => {
    expect(readHostMounts(hostPaths('/nonexistent'))).toEqual([])
  })
})

describe('what a path leads through', () => {
  const mounts = parseMounts(
    lines(
      '1 1 8:1 / / rw - ext4 /dev/sda1 rw',
      '2 1 8:2 / /srv rw - xfs /dev/sda2 rw',
      '3 1 8:3 / /srv rw - ext4 /dev/sda3 rw',
      '4 1 0:50 / /srv/nfs rw - nfs4 filer:/x rw',
      '5 1 8:4 / /srv/nfs/disk rw - ext4 /dev/sda4 rw',
      '6 1 8:5 / /usb rw - fuseblk /dev/sda5 rw',
    ),
  )

  it.each([
    ['/', '/dev/sda1'],
    ['/srvx', '/dev/sda1'],
    ['/srv', '/dev/sda3'],
    ['/srv/a/b', '/dev/sda3'],
    ['/srv/nfs/disk/a', '/dev/sda4'],
  ])('%s is on %s', (path, source) => {
    expect(mountHolding(mounts, path)?.source).toBe(source)
  })

  it('finds a mount that may hang, above it too', () => {
    expect(mounts.filter(mayHang).map(({ mountPoint }) => mountPoint)).toEqual(['/srv/nfs', '/usb'])
    const paths = ['/', '/srv/a', '/srv/nfs', '/srv/nfs/a', '/srv/nfs/disk/a', '/srv/nfsx', '/usb/x']
    expect(paths.filter((path) => leadsThroughRemote(mounts, path))).toEqual([
      '/srv/nfs',
      '/srv/nfs/a',
      '/srv/nfs/disk/a',
      '/usb/x',
    ])
  })
})
