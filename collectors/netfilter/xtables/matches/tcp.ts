import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { portOption, ports } from '../port-range.ts'

const header = 'linux/netfilter/xt_tcpudp.h'

const info = struct(
  { name: 'xt_tcp', header, size: 12 },
  {
    /** 0 to 65535: any. */
    sourcePorts: [0, ports, 'spts'],
    destinationPorts: [4, ports, 'dpts'],
    /** Number of a TCP option that must be there; 0: none is asked for. */
    option: [8, u8, 'option'],
    /** The flags that are looked at, as in the TCP header (FIN 1 to URG 32), and those of them that must be set. */
    flagMask: [9, u8, 'flg_mask'],
    flagCompare: [10, u8, 'flg_cmp'],
    invert: [
      11,
      bits(u8, header, {
        sourcePorts: [1, 'XT_TCP_INV_SRCPT'],
        destinationPorts: [2, 'XT_TCP_INV_DSTPT'],
        flags: [4, 'XT_TCP_INV_FLAGS'],
        option: [8, 'XT_TCP_INV_OPTION'],
      }),
      'invflags',
    ],
  },
)

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']

const flagsText = (flags: number): string => flagNames.filter((_, i) => (flags & (1 << i)) !== 0).join(',') || 'NONE'

/** `-m tcp`: ports, flags and options of TCP. */
export const tcp = extension({
  name: 'tcp',
  revisions: { 0: info },
  save: ({ sourcePorts, destinationPorts, option: number, flagMask, flagCompare, invert }) => [
    ...portOption('--sport', sourcePorts, invert.sourcePorts),
    ...portOption('--dport', destinationPorts, invert.destinationPorts),
    ...(number !== 0 || invert.option ? option(invert.option, '--tcp-option', `${number}`) : []),
    ...(flagMask !== 0 || invert.flags
      ? option(invert.flags, '--tcp-flags', flagsText(flagMask), flagsText(flagCompare))
      : []),
  ],
})
