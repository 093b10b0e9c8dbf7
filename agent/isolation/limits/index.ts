import { cpuUnlimited } from './cpu-unlimited.ts'
import { ioUnlimited } from './io-unlimited.ts'
import { memUnlimited } from './mem-unlimited.ts'
import { oomKillDisabled } from './oom-kill-disabled.ts'
import { pidsUnlimited } from './pids-unlimited.ts'

/** What containers may use of the machine. One file and one word each. */
export const limitChecks = { memUnlimited, pidsUnlimited, oomKillDisabled, cpuUnlimited, ioUnlimited }
