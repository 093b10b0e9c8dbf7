import type { Cause } from '../cause.ts'
import { abortOnOverflow } from './abort-on-overflow.ts'
import { boundToDevice } from './bound-to-device.ts'
import { decoyListener } from './decoy-listener.ts'
import { ephemeralPortsExhausted } from './ephemeral-ports-exhausted.ts'
import { fdLimitHit } from './fd-limit-hit.ts'
import { listenBacklogOverflow } from './listen-backlog-overflow.ts'
import { listenIpv4Only } from './listen-ipv4-only.ts'
import { listenIpv6Only } from './listen-ipv6-only.ts'
import { listenLoopbackOnly } from './listen-loopback-only.ts'
import { listenOtherAddress } from './listen-other-address.ts'
import { loopbackDown } from './loopback-down.ts'
import { noListener } from './no-listener.ts'
import { staleDockerProxy } from './stale-docker-proxy.ts'
import { wrongContainerPort } from './wrong-container-port.ts'
import { wrongProtocol } from './wrong-protocol.ts'

/** Who listens, and for what; that nobody does comes last. */
export const socketCauses = {
  decoyListener,
  staleDockerProxy,
  loopbackDown,
  fdLimitHit,
  abortOnOverflow,
  listenBacklogOverflow,
  boundToDevice,
  listenIpv6Only,
  listenLoopbackOnly,
  listenIpv4Only,
  listenOtherAddress,
  wrongProtocol,
  wrongContainerPort,
  ephemeralPortsExhausted,
  noListener,
} as const satisfies { readonly [key: string]: Cause }
