import { join } from 'node:path'
import { unescapeOctal } from '../procfs/mountinfo.ts'
import { type Mount, parseMounts } from '../procfs/mounts.ts'
import { readText } from '../procfs/read.ts'

/** `rw,lowerdir=…,upperdir=/var/lib/…/diff,workdir=…`: commas in paths are octal (fs/overlayfs/params.c, seq_show_option). */
const upperDirectory = ({ options }: Mount): string | null => {
  const option = options.split(',').find((word) => word.startsWith('upperdir='))
  const path = unescapeOctal(option?.slice('upperdir='.length) ?? '')
  return path.startsWith('/') ? path : null
}

/**
 * The writable layer of the overlay that a process has as its root: a path of the host. Null for other filesystems.
 *
 * Who may mount in a user namespace of his own can make any directory look like his upper one. So the path is taken from
 * the host's mounts: there the runtime has mounted the same overlay, which its device number names.
 */
export const overlayLayer = (proc: string, pid: number, hostMounts: readonly Mount[]): string | null => {
  const mountinfo = readText(join(proc, String(pid), 'mountinfo'))
  if (mountinfo.code !== undefined) return null
  const root = parseMounts(mountinfo.value).findLast(({ mountPoint }) => mountPoint === '/')
  if (root?.type !== 'overlay') return null
  const { major, minor } = root
  const same = hostMounts.find((mount) => mount.type === 'overlay' && mount.major === major && mount.minor === minor)
  return same === undefined ? null : upperDirectory(same)
}
