import type { ConfinedProcess, Confinement } from '../../../collectors/confinement/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { exampleSnapshot, ids } from '../../exporters/example-snapshot.ts'

/** A process as tight as Docker can make it. */
export const process = (values: Partial<ConfinedProcess> = {}): ConfinedProcess => ({
  pid: 100,
  startTicks: 5000,
  command: 'nginx',
  uid: 1000,
  gid: 1000,
  capabilities: { inheritable: '0', permitted: '0', effective: '0', bounding: '0', ambient: '0' },
  seccomp: 2,
  noNewPrivileges: true,
  label: 'docker-default (enforce)',
  oomScoreAdjustment: 0,
  namespaces: { cgroup: 11, ipc: 12, mnt: 13, net: 4026532301, pid: 15, time: 8, user: 26, uts: 17 },
  ...values,
})

export const confinement = (values: Partial<Confinement> = {}): Confinement => ({
  container: ids.web,
  processes: [process()],
  pids: [100, 101],
  uidMap: [{ inside: 0, outside: 100_000, length: 65_536 }],
  gidMap: [{ inside: 0, outside: 100_000, length: 65_536 }],
  mounts: [],
  devices: [],
  limits: {
    memory: { limit: 2 ** 26, cgroup: '/web' },
    pids: { limit: 64, cgroup: '/web' },
    cpu: { limit: 0.5, cgroup: '/web' },
    io: { limit: 1, cgroup: '/web' },
  },
  ...values,
})

/** The example with these containers confined, on a host with AppArmor. */
export const confined = (...confinements: readonly Confinement[]): Snapshot => ({
  ...exampleSnapshot,
  confinements,
  hostConfinement: { capabilities: '000001ffffffffff', securityModules: ['capability', 'apparmor'] },
})
