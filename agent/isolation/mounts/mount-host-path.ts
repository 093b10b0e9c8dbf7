import type { ConfinedMount } from '../../../collectors/confinement/record.ts'
import { type Check, ofContainers } from '../check.ts'
import type { Severity } from '../finding.ts'
import { isInForce, mountEvidence } from '../reading/mounts.ts'
import { runAnew } from '../reading/run-anew.ts'

/** Folders of the host by which it is taken over, or from which all can be learnt (CIS 5.5, and what engines keep there). */
const sensitive = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/lib/containerd',
  '/var/lib/docker',
  '/var/lib/kubelet',
  '/var/log',
  '/var/run',
  '/var/spool/cron',
] as const

/** Files below them that matter as much as the folder. */
const sensitiveBelow =
  /^\/(etc\/(shadow|sudoers|passwd|ssh|cron[^/]*|systemd|ld\.so\.preload)|root\/\.ssh|boot|dev\/(mem|kmem|port|sd|vd|nvme|dm-)|proc\/(sys|1)|sys\/kernel)/

/** A recursive mount of the root has dozens below it. */
const mostShown = 5

/** By reading them alone a host is taken over: keys and passwords. */
const secret: ReadonlySet<string> = new Set([
  '/',
  '/etc',
  '/root',
  '/home',
  '/var',
  '/var/lib',
  '/var/lib/docker',
  '/var/lib/kubelet',
  '/proc',
  '/dev',
])

export const mountHostPath: Check = {
  id: 'mount-host-path',
  title: 'A container has a sensitive folder of the host',
  gain: 'Puts programs, keys and settings where the host runs and trusts them, or reads its secrets.',
  reference: '5.5',
  find: ofContainers((subject) => {
    const mounts = subject.confinement.mounts ?? []
    const found = mounts.filter((mount) => isSensitive(mount) && isInForce(mounts, mount))
    if (found.length === 0) return null
    const isRoot = subject.leader.uid === 0 && !subject.isRemapped
    const isWritable = found.some(({ writable }) => writable)
    return {
      severity: severityOf(found, isRoot),
      reason: !isRoot
        ? "it is not the host's root: what others may do there, it may"
        : isWritable
          ? 'root in the container is root in these folders'
          : 'it is read-only, and root in the container reads all of it',
      evidence: found.slice(0, mostShown).map((mount) => mountEvidence(subject, mount)),
      remedy: runAnew(subject, 'with only the files that it needs, and those read-only (-v FILE:FILE:ro)'),
    }
  }),
}

/** A cgroup that is the container's own is mounted by its engine, and told by others if it is writable. */
const isSensitive = ({ hostPath, type }: ConfinedMount): boolean =>
  hostPath !== undefined &&
  type !== 'cgroup' &&
  type !== 'cgroup2' &&
  (sensitive.some((path) => path === hostPath) || sensitiveBelow.test(hostPath))

const severityOf = (found: readonly ConfinedMount[], isRoot: boolean): Severity => {
  if (!isRoot) return 'medium'
  if (found.some(({ writable }) => writable)) return 'critical'
  return found.some(({ hostPath = '' }) => secret.has(hostPath) || sensitiveBelow.test(hostPath)) ? 'high' : 'medium'
}
