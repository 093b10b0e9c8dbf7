import type { Cause } from '../cause.ts'
import { appNotReadyYet } from './app-not-ready-yet.ts'
import { containerNotRunning } from './container-not-running.ts'
import { containerOomKilled } from './container-oom-killed.ts'
import { containerPaused } from './container-paused.ts'
import { containerRestartLoop } from './container-restart-loop.ts'
import { cpuThrottled } from './cpu-throttled.ts'
import { dockerViewDiffers } from './docker-view-differs.ts'
import { dockerdDown } from './dockerd-down.ts'
import { endpointDisconnected } from './endpoint-disconnected.ts'
import { hostNetworkPortClash } from './host-network-port-clash.ts'
import { networkModeNone } from './network-mode-none.ts'
import { pidsLimitHit } from './pids-limit-hit.ts'
import { publishedPortTaken } from './published-port-taken.ts'
import { sharedNetnsOrphaned } from './shared-netns-orphaned.ts'

/** Containers that do not run, or cannot: why it ended comes before that it did. */
export const stateCauses = {
  containerOomKilled,
  containerRestartLoop,
  publishedPortTaken,
  hostNetworkPortClash,
  containerNotRunning,
  containerPaused,
  pidsLimitHit,
  cpuThrottled,
  sharedNetnsOrphaned,
  networkModeNone,
  endpointDisconnected,
  dockerViewDiffers,
  dockerdDown,
  appNotReadyYet,
} as const satisfies { readonly [key: string]: Cause }
