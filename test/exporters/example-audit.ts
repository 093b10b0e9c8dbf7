import { type Audit, auditSchema, type Finding } from '../../agent/isolation/finding.ts'

export const exampleFinding = (values: Partial<Finding> = {}): Finding => ({
  check: 'sock-docker',
  title: "A container has an engine's socket",
  severity: 'critical',
  reason: 'a socket that is mounted read-only takes commands as well',
  object: 'ctr:3f2a91c0d4e5',
  name: 'container ci',
  evidence: [{ where: '/proc/100/mountinfo (sh)', fact: '/run/docker.sock: tmpfs 0:25 /docker.sock rw' }],
  gain: 'It is root on the host.',
  remedy: ['# make the container anew: docker run without that mount'],
  reference: '5.31',
  ...values,
})

/** Something of every kind. */
export const exampleAudit: Audit = {
  schema: auditSchema,
  takenAt: '2026-01-02T03:04:05.678Z',
  findings: [
    exampleFinding(),
    exampleFinding({ name: 'container build', object: 'ctr:aaaaaaaaaaaa' }),
    exampleFinding({
      check: 'mem-unlimited',
      title: 'A container may use all memory',
      severity: 'medium',
      reference: '5.10',
    }),
    exampleFinding({
      check: 'net-dual-homed',
      title: 'A container is in several networks',
      severity: 'info',
      reference: null,
      remedy: [],
      suppressed: { reason: 'a reverse proxy', expires: '2026-12-31' },
    }),
  ],
  unchecked: ['AppArmor and SELinux: /sys/kernel/security/lsm could not be read'],
}
