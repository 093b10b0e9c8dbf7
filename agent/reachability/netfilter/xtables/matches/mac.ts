import type { CompileMatch } from './match-test.ts'

/** ARPHRD_ETHER, linux/if_arp.h */
const ETHER = 1

/** mac_mt, net/netfilter/xt_mac.c: only of frames that came in by an Ethernet device; `lo` is none. */
export const mac: CompileMatch<'mac'> =
  ({ source, invert }) =>
  ({ packet, in: device }) => {
    if (device === null || device.record.hardwareType !== ETHER || packet.link === null) return false
    return (packet.link.source === source) !== invert
  }
