import type { ConfinedMount } from '../../../collectors/confinement/record.ts'
import { type Check, ofContainers } from '../check.ts'
import { mountAt, mountEvidence } from '../reading/mounts.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

/** Written to by root alone, without any capability, and in force for the whole machine. */
const settings = ['/proc/sys', '/proc/sysrq-trigger']
/** These tell of the whole machine, its memory and its keys (moby: oci/defaults.go, MaskedPaths); not every kernel has all. */
const masked = ['/proc/kcore', '/proc/keys', '/proc/timer_list']

export const mountProcWritable: Check = {
  id: 'mount-proc-writable',
  title: 'A container has /proc without the masks that Docker puts over it',
  gain: 'Has the kernel start a program of its own on the host (core_pattern, modprobe), or restarts the machine (sysrq-trigger).',
  reference: null,
  find: ofContainers((subject) => {
    const mounts = subject.confinement.mounts ?? []
    const procfsAt = (path: string): ConfinedMount | null => {
      const mount = mountAt(mounts, path)
      return mount?.type === 'proc' ? mount : null
    }
    const writable = settings.filter((path) => procfsAt(path)?.writable)
    const bare = masked.filter((path) => procfsAt(path)?.mountPoint === '/proc')
    const seen = procfsAt('/proc/sys')
    // A kernel without such a setting has nothing there to cover: /proc/sys is on every one.
    if (seen === null || !writable.includes('/proc/sys')) return null
    const isRoot = subject.leader.uid === 0 && !subject.isRemapped
    return {
      severity: isRoot ? 'critical' : 'medium',
      reason: isRoot
        ? 'its root may write there, without any capability'
        : 'only root may write there, and its processes are others',
      evidence: [
        mountEvidence(subject, seen),
        processEvidence(
          subject.leader,
          'mountinfo',
          `nothing read-only over ${writable.join(', ')}${bare.length === 0 ? '' : `; nothing over ${bare.join(', ')}`}`,
        ),
      ],
      remedy: runAnew(subject, 'without --privileged and --security-opt systempaths=unconfined'),
    }
  }),
}
