import type { ConfinedMount } from '../../../collectors/confinement/record.ts'
import type { Subject } from '../context.ts'
import type { Evidence } from '../finding.ts'

/** Whether a path is a folder's or lies below it. */
export const isIn = (folder: string, path: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`)

/** The mount that is in force at a path: the last one among those with the longest mount point; undefined for none. */
export const mountAt = (mounts: readonly ConfinedMount[], path: string): ConfinedMount | undefined => {
  let found: ConfinedMount | undefined
  for (const mount of mounts)
    if (isIn(mount.mountPoint, path) && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount
  return found
}

/** Nothing is mounted over it. */
export const isInForce = (mounts: readonly ConfinedMount[], mount: ConfinedMount): boolean =>
  mountAt(mounts, mount.mountPoint) === mount

/** `rw` or `ro`, as mount(8) shows it. */
const accessOf = ({ writable }: ConfinedMount): 'rw' | 'ro' => (writable ? 'rw' : 'ro')

export const mountEvidence = ({ leader }: Subject, mount: ConfinedMount): Evidence => ({
  where: `/proc/${leader.pid}/mountinfo (${leader.command})`,
  fact: `${mount.mountPoint}: ${mount.type} ${mount.device} ${mount.root} ${accessOf(mount)}${
    mount.hostPath === undefined ? '' : `, ${mount.hostPath} of the host`
  }`,
})
