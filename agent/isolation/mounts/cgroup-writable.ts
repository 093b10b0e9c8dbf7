import { type Check, ofContainers } from '../check.ts'
import { hasCapability } from '../reading/capabilities.ts'
import { isInForce, mountEvidence } from '../reading/mounts.ts'
import { runAnew } from '../reading/run-anew.ts'

export const cgroupWritable: Check = {
  id: 'cgroup-writable',
  title: 'A container may write to a cgroup filesystem',
  gain: 'Lifts its own limits; on cgroup v1 it has the kernel start a program on the host when a cgroup empties (release_agent).',
  reference: '5.24',
  find: ofContainers((subject) => {
    const mounts = subject.confinement.mounts ?? []
    const found = mounts.filter(({ type, writable }) => (type === 'cgroup' || type === 'cgroup2') && writable)
    const inForce = found.filter((mount) => isInForce(mounts, mount))
    if (inForce.length === 0) return null
    const isAgent =
      inForce.some(({ type }) => type === 'cgroup') &&
      hasCapability(subject.leader.capabilities.effective, 'SYS_ADMIN') &&
      !subject.isRemapped
    return {
      severity: isAgent ? 'critical' : 'medium',
      reason: isAgent
        ? 'release_agent of version 1 needs CAP_SYS_ADMIN, which it has'
        : 'its limits bind only as long as it does not change them',
      evidence: inForce.slice(0, 3).map((mount) => mountEvidence(subject, mount)),
      remedy: runAnew(subject, 'without --privileged and without -v /sys/fs/cgroup:/sys/fs/cgroup:rw'),
    }
  }),
}
