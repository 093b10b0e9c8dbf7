import { u8 } from '../../../wire/scalars.ts'
import type { Infer } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { portOption, ports } from '../port-range.ts'

const header = 'linux/netfilter/xt_tcpudp.h'

export const udpPorts = struct(
  { name: 'xt_udp', header, size: 9 },
  {
    /** 0 to 65535: any. */
    sourcePorts: [0, ports, 'spts'],
    destinationPorts: [4, ports, 'dpts'],
    invert: [
      8,
      bits(u8, header, { sourcePorts: [1, 'XT_UDP_INV_SRCPT'], destinationPorts: [2, 'XT_UDP_INV_DSTPT'] }),
      'invflags',
    ],
  },
)

export const udpOptions = ({ sourcePorts, destinationPorts, invert }: Infer<typeof udpPorts>): readonly string[] => [
  ...portOption('--sport', sourcePorts, invert.sourcePorts),
  ...portOption('--dport', destinationPorts, invert.destinationPorts),
]
