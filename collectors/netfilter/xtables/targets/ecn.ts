import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter_ipv4/ipt_ECN.h'

const info = struct(
  { name: 'ipt_ECN_info', header, size: 3 },
  {
    /** Which of the values are set. */
    sets: [
      0,
      bits(u8, header, {
        codepoint: [0x01, 'IPT_ECN_OP_SET_IP'],
        ece: [0x10, 'IPT_ECN_OP_SET_ECE'],
        cwr: [0x20, 'IPT_ECN_OP_SET_CWR'],
      }),
      'operation',
    ],
    /** Of the IP header. */
    codepoint: [1, u8, 'ip_ect'],
    /** Of the TCP header: a bit field in the kernel's struct. */
    tcp: [2, bits(u8, header, { ece: [1, ''], cwr: [2, ''] }), 'proto'],
  },
)

/** `-j ECN`: changes the bits of explicit congestion notification; mostly, removes them. */
export const ecn = extension({
  name: 'ECN',
  families: ['ipv4'],
  revisions: { 0: info },
  save: ({ sets, codepoint, tcp }) => {
    if (sets.ece && sets.cwr && !sets.codepoint && sets.other === undefined && !tcp.ece && !tcp.cwr)
      return ['--ecn-tcp-remove']
    return [
      ...(sets.ece ? ['--ecn-tcp-ece', tcp.ece ? '1' : '0'] : []),
      ...(sets.cwr ? ['--ecn-tcp-cwr', tcp.cwr ? '1' : '0'] : []),
      ...(sets.codepoint ? ['--ecn-ip-ect', `${codepoint}`] : []),
    ]
  },
})
