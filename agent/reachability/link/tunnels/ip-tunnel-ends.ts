import type { Device } from '../../scene/device.ts'
import { tunnelsByUnderlay, tunnelUnderlay } from './underlay.ts'

/** What all tunnels of IP in IP have. */
export interface TunnelSettings {
  readonly local: string | null
  readonly remote: string | null
  /** ifindex of the device below; 0: as routes lead. */
  readonly link: number
  readonly ttl: number
  readonly mark: number
  readonly dontFragment: boolean
  /** Of GRE: the keys of both ways; null without. */
  readonly inputKey: number | null
  readonly outputKey: number | null
  /** Ethernet frames are carried, not packets. */
  readonly isEthernet: boolean
  readonly isGre: boolean
  readonly isIpv6: boolean
}

/** GRE_KEY, GRE_SEQ and GRE_CSUM of the flags as `IFLA_GRE_IFLAGS` has them. */
const GRE_KEY = 0x2000
const GRE_SEQUENCE_OR_CHECKSUM = 0x9000

const given = (address: string | undefined): string | null =>
  address === undefined || address === '0.0.0.0' || address === '::' ? null : address

/** Null for a device that is no such tunnel, or has something that is not understood (FOU, sequence numbers, ends told for each packet). */
export const tunnelSettings = (device: Device): TunnelSettings | null => {
  const info = device.record.info?.link
  switch (info?.kind) {
    case 'ipip':
    case 'sit':
    case 'ip6tnl': {
      const { data } = info
      if (data === undefined || data.collectMetadata === true || (data.encapType ?? 0) !== 0) return null
      return {
        ...basic(data),
        inputKey: null,
        outputKey: null,
        isEthernet: false,
        isGre: false,
        isIpv6: info.kind === 'ip6tnl',
      }
    }
    case 'gre':
    case 'gretap':
    case 'ip6gre':
    case 'ip6gretap': {
      const { data } = info
      const [input, output] = [data?.inputFlags ?? 0, data?.outputFlags ?? 0]
      if (data === undefined || data.collectMetadata === true || (data.encapType ?? 0) !== 0) return null
      if (((input | output) & GRE_SEQUENCE_OR_CHECKSUM) !== 0) return null
      return {
        ...basic(data),
        inputKey: (input & GRE_KEY) === 0 ? null : (data.inputKey ?? 0),
        outputKey: (output & GRE_KEY) === 0 ? null : (data.outputKey ?? 0),
        isEthernet: info.kind.endsWith('tap'),
        isGre: true,
        isIpv6: info.kind.startsWith('ip6'),
      }
    }
    default:
      return null
  }
}

interface Data {
  readonly local?: string
  readonly remote?: string
  readonly link?: number
  readonly ttl?: number
  readonly mark?: number
  readonly pathMtuDiscovery?: boolean
}

const basic = (data: Data) => ({
  local: given(data.local),
  remote: given(data.remote),
  link: data.link ?? 0,
  ttl: data.ttl ?? 0,
  mark: data.mark ?? 0,
  dontFragment: data.pathMtuDiscovery === true,
})

const kinds: ReadonlySet<string> = new Set(['ipip', 'sit', 'ip6tnl', 'gre', 'gretap', 'ip6gre', 'ip6gretap'])

/** The tunnels whose packets come in to this namespace. */
export const tunnelsIn = tunnelsByUnderlay(kinds, (scene, device) =>
  tunnelSettings(device) === null ? undefined : tunnelUnderlay(scene, device),
)
