import type { Severity } from '../../../agent/isolation/finding.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { ids } from '../../exporters/example-snapshot.ts'
import { confined, confinement, process } from './confined.ts'

interface Case {
  readonly severity: Severity
  readonly has: Snapshot
  readonly twin: Snapshot
}

const { namespaces = {} } = process()
const other = (user: number, outside: number) =>
  confinement({
    container: ids.sidecar,
    processes: [process({ pid: 101, namespaces: { ...namespaces, user } })],
    uidMap: [{ inside: 0, outside, length: 65_536 }],
  })

/** Checks for what an engine cannot be made to do on every machine. */
export const casesByHand: { readonly [check: string]: Case } = {
  'lsm-off': {
    severity: 'medium',
    has: confined(confinement({ processes: [process({ label: 'unconfined' })] })),
    twin: confined(confinement()),
  },
  'ns-mnt-host': {
    severity: 'critical',
    has: confined(confinement({ processes: [process({ namespaces: { ...namespaces, mnt: 3 } })] })),
    twin: confined(confinement()),
  },
  'ns-user-host': {
    severity: 'low',
    has: confined(confinement({ processes: [process({ namespaces: { ...namespaces, user: 16 } })] })),
    twin: confined(confinement()),
  },
  'userns-overlap': {
    severity: 'low',
    has: confined(confinement(), other(27, 150_000)),
    twin: confined(confinement(), other(27, 165_536)),
  },
  'oom-score': {
    severity: 'medium',
    has: confined(confinement({ processes: [process({ oomScoreAdjustment: -1000 })] })),
    twin: confined(confinement({ processes: [process({ oomScoreAdjustment: 500 })] })),
  },
  'io-unlimited': {
    severity: 'info',
    has: confined(confinement({ limits: { io: { limit: null, cgroup: '/web' } } })),
    twin: confined(confinement({ limits: {} })),
  },
}
