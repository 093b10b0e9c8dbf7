import { type Check, ofContainers } from '../check.ts'
import { isInForce, mountEvidence } from '../reading/mounts.ts'
import { runAnew } from '../reading/run-anew.ts'

/** Filesystems by which the kernel and its devices are set. */
const types: ReadonlySet<string> = new Set(['sysfs', 'debugfs', 'tracefs', 'securityfs', 'efivarfs', 'configfs', 'bpf'])

export const mountSysWritable: Check = {
  id: 'mount-sys-writable',
  title: "A container may write to the kernel's settings in /sys",
  gain: 'Has the kernel start a program of its own on the host (uevent_helper), or unplugs devices.',
  reference: null,
  find: ofContainers((subject) => {
    const mounts = subject.confinement.mounts ?? []
    const found = mounts.filter((mount) => types.has(mount.type) && mount.writable && isInForce(mounts, mount))
    if (found.length === 0) return null
    const isRoot = subject.leader.uid === 0 && !subject.isRemapped
    return {
      severity: isRoot ? 'high' : 'low',
      reason: isRoot ? 'most files there are for root alone, which it is' : 'most files there are for root alone',
      evidence: found.map((mount) => mountEvidence(subject, mount)),
      remedy: runAnew(subject, 'without --privileged and without -v /sys:/sys'),
    }
  }),
}
