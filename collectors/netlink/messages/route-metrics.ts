import { attributes } from '../../wire/attributes.ts'
import { u32 } from '../../wire/scalars.ts'
import { cstring } from '../../wire/text.ts'

/** RTA_METRICS. Times are in milliseconds times 8 (rtt), 4 (rttVar), or plain. */
export const routeMetrics = attributes(
  { prefix: 'RTAX_', header: 'linux/rtnetlink.h' },
  {
    lock: [1, u32, 'LOCK'],
    mtu: [2, u32, 'MTU'],
    window: [3, u32, 'WINDOW'],
    rtt: [4, u32, 'RTT'],
    rttVar: [5, u32, 'RTTVAR'],
    slowStartThreshold: [6, u32, 'SSTHRESH'],
    congestionWindow: [7, u32, 'CWND'],
    advertisedMss: [8, u32, 'ADVMSS'],
    reordering: [9, u32, 'REORDERING'],
    hopLimit: [10, u32, 'HOPLIMIT'],
    initialWindow: [11, u32, 'INITCWND'],
    features: [12, u32, 'FEATURES'],
    minimumRto: [13, u32, 'RTO_MIN'],
    initialReceiveWindow: [14, u32, 'INITRWND'],
    quickAck: [15, u32, 'QUICKACK'],
    congestionControl: [16, cstring, 'CC_ALGO'],
    fastOpenNoCookie: [17, u32, 'FASTOPEN_NO_COOKIE'],
  },
)
