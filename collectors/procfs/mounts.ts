import { join } from 'node:path'
import { unescapeOctal } from './mountinfo.ts'
import { readText } from './read.ts'
import type { HostPaths } from './root.ts'

/** One line of `/proc/PID/mountinfo` (proc_pid_mountinfo(5)). */
export interface Mount {
  readonly major: number
  readonly minor: number
  /** The directory of the filesystem that is mounted: `/`, or another one for a bind mount or a btrfs subvolume. */
  readonly root: string
  readonly mountPoint: string
  readonly type: string
  /** Of the mount itself: `rw,nosuid`. */
  readonly mountOptions: string
  /** What is mounted below it is propagated to other mount namespaces (`shared:N`). */
  readonly shared: boolean
  /** The device, for filesystems that have one; otherwise whatever word mount(2) was given. */
  readonly source: string
  /** Options of the filesystem, for an overlay its directories; still escaped. */
  readonly options: string
}

/** Which types of filesystems are of interest: a host of many containers has thousands of mounts, and reading all takes time. */
type TypeFilter = (type: string) => boolean
const allTypes: TypeFilter = () => true

/** `36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw,errors=continue`; null for a line of another form. */
const mountOf = (line: string, isWanted: TypeFilter): Mount | null => {
  const separator = line.indexOf(' - ')
  const afterwards = separator + ' - '.length
  const type = line.slice(afterwards, line.indexOf(' ', afterwards))
  if (separator < 0 || !isWanted(type)) return null
  const [, , device = '', root = '', mountPoint = '', mountOptions = '', ...tags] = line.slice(0, separator).split(' ')
  const [, source = '', options = ''] = line.slice(afterwards).split(' ')
  const [, major, minor] = /^(\d+):(\d+)$/.exec(device) ?? []
  if (major === undefined || minor === undefined || mountPoint === '') return null
  return {
    major: Number(major),
    minor: Number(minor),
    root: unescapeOctal(root),
    mountPoint: unescapeOctal(mountPoint),
    type,
    mountOptions,
    shared: tags.some((tag) => tag.startsWith('shared:')),
    source: unescapeOctal(source),
    options,
  }
}

/** The mounts of a mountinfo in the kernel's order: of two on one mount point, the later one is on top. */
export const parseMounts = (mountinfo: string, isWanted = allTypes): Mount[] =>
  mountinfo.split('\n').flatMap((line) => mountOf(line, isWanted) ?? [])

/**
 * The mounts of the host; mount points are the host's own paths. Those of process 1, or, where that may not be looked
 * into, those that the agent itself sees below `root`. Empty where neither can be read.
 */
export const readHostMounts = ({ root, proc }: HostPaths, isWanted = allTypes): readonly Mount[] => {
  const first = readText(join(proc, '1/mountinfo'))
  if (first.code === undefined) return parseMounts(first.value, isWanted)
  const own = readText(join(proc, 'self/mountinfo'))
  return own.code === undefined ? parseMounts(own.value, isWanted).flatMap((mount) => below(root, mount) ?? []) : []
}

const below = (root: string, mount: Mount): Mount | null => {
  const { mountPoint } = mount
  if (root === '/') return mount
  if (mountPoint === root) return { ...mount, mountPoint: '/' }
  return mountPoint.startsWith(`${root}/`) ? { ...mount, mountPoint: mountPoint.slice(root.length) } : null
}

/** The mount in which a path is: the last one among those with the longest mount point. */
export const mountHolding = (mounts: readonly Mount[], path: string): Mount | undefined => {
  let found: Mount | undefined
  for (const mount of mounts) {
    const isAbove = mount.mountPoint === '/' || path === mount.mountPoint || path.startsWith(`${mount.mountPoint}/`)
    if (isAbove && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount
  }
  return found
}

/** Filesystems behind which there is another machine or a process: a call may wait for it without end. */
const remoteTypes: ReadonlySet<string> = new Set([
  '9p',
  'afs',
  'autofs',
  'beegfs',
  'ceph',
  'cifs',
  'coda',
  'gfs2',
  'gpfs',
  'lustre',
  'nfs',
  'nfs4',
  'ocfs2',
  'orangefs',
  'pvfs2',
  'smb3',
  'smbfs',
  'virtiofs',
])

/** Whether a call on this mount may hang: network filesystems, FUSE (`fuse.sshfs`, `fuseblk`), what is mounted on demand. */
export const mayHang = ({ type }: Mount): boolean => remoteTypes.has(type) || type.startsWith('fuse')

/** Whether a lookup of this path passes through a mount that may hang, its own or one above. The root itself is taken on trust. */
export const leadsThroughRemote = (mounts: readonly Mount[], path: string): boolean =>
  mounts.some(
    (mount) =>
      mount.mountPoint !== '/' &&
      mayHang(mount) &&
      (path === mount.mountPoint || path.startsWith(`${mount.mountPoint}/`)),
  )
