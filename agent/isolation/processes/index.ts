import { capAdded } from './cap-added.ts'
import { capAmbient } from './cap-ambient.ts'
import { capEscape } from './cap-escape.ts'
import { capNetAdmin } from './cap-net-admin.ts'
import { capPrivileged } from './cap-privileged.ts'
import { execPrivilegedLeftover } from './exec-privileged-leftover.ts'
import { lsmOff } from './lsm-off.ts'
import { noNewPrivs } from './no-new-privs.ts'
import { oomScore } from './oom-score.ts'
import { rootInContainer } from './root-in-container.ts'
import { seccompOff } from './seccomp-off.ts'

/** What processes of containers may do. One file and one word each. */
export const processChecks = {
  capPrivileged,
  capEscape,
  capNetAdmin,
  capAdded,
  capAmbient,
  seccompOff,
  lsmOff,
  noNewPrivs,
  rootInContainer,
  execPrivilegedLeftover,
  oomScore,
}
