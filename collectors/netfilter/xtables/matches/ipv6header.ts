import { bool8, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter_ipv6/ip6t_ipv6header.h'

const headers = bits(u8, header, {
  hopByHop: [128, 'MASK_HOPOPTS'],
  destination: [64, 'MASK_DSTOPTS'],
  routing: [32, 'MASK_ROUTING'],
  fragment: [16, 'MASK_FRAGMENT'],
  authentication: [8, 'MASK_AH'],
  encryption: [4, 'MASK_ESP'],
  none: [2, 'MASK_NONE'],
  protocol: [1, 'MASK_PROTO'],
})

const words = [
  ['hopByHop', 'hop-by-hop'],
  ['destination', 'ipv6-opts'],
  ['routing', 'ipv6-route'],
  ['fragment', 'ipv6-frag'],
  ['authentication', 'ah'],
  ['encryption', 'esp'],
  ['none', 'ipv6-nonxt'],
  ['protocol', 'protocol'],
] as const

const revision0 = struct(
  { name: 'ip6t_ipv6header_info', header, size: 3 },
  {
    match: [0, headers, 'matchflags'],
    /** The headers whose absence is asked for; iptables sets all or none. */
    invert: [1, headers, 'invflags'],
    /** These headers and maybe others; else exactly these. */
    soft: [2, bool8, 'modeflag'],
  },
)

/** `-m ipv6header`: which extension headers a packet has. */
export const ipv6header = extension({
  name: 'ipv6header',
  families: ['ipv6'],
  revisions: { 0: revision0 },
  save: ({ match, invert, soft }) => {
    const asked = words.flatMap(([name, word]) => (match[name] ? [word] : []))
    return [
      ...option(
        words.some(([name]) => invert[name]),
        '--header',
        asked.join(',') || 'NONE',
      ),
      ...(soft ? ['--soft'] : []),
    ]
  },
})
