import { ipv4 } from '../../../wire/addresses.ts'
import type { FixedCodec } from '../../../wire/codec.ts'
import { named, s32, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'

const header = 'linux/netfilter_arp/arpt_mangle.h'

/** ARPT_DEV_ADDR_LEN_MAX bytes, of which arptables knows those of Ethernet. */
const deviceAddress: FixedCodec<string> = {
  ...macAddress,
  size: 16,
  decode: (view, at) => macAddress.decode(view, at, macAddress.size),
}

const info = struct(
  { name: 'arpt_mangle', header, size: 48 },
  {
    /** Which of the addresses are written into the packet. */
    flags: [
      40,
      bits(u8, header, {
        sourceMac: [0x01, 'ARPT_MANGLE_SDEV'],
        targetMac: [0x02, 'ARPT_MANGLE_TDEV'],
        sourceAddress: [0x04, 'ARPT_MANGLE_SIP'],
        targetAddress: [0x08, 'ARPT_MANGLE_TIP'],
      }),
      'flags',
    ],
    sourceMac: [0, deviceAddress, 'src_devaddr'],
    targetMac: [16, deviceAddress, 'tgt_devaddr'],
    sourceAddress: [32, ipv4, 'u_s.src_ip'],
    targetAddress: [36, ipv4, 'u_t.tgt_ip'],
    /** NF_DROP, NF_ACCEPT, XT_CONTINUE: what happens then. */
    verdict: [44, named(s32, { 0: 'drop', 1: 'accept', [-1]: 'continue' }), 'target'],
  },
)

/** `-j mangle` of arptables: changes the addresses in an ARP packet. */
export const arpMangle = extension({
  name: 'mangle',
  families: ['arp'],
  revisions: { 0: info },
  save: ({ flags, sourceMac, targetMac, sourceAddress, targetAddress, verdict }) => [
    ...(flags.sourceAddress ? ['--mangle-ip-s', sourceAddress] : []),
    ...(flags.sourceMac ? ['--mangle-mac-s', sourceMac] : []),
    ...(flags.targetAddress ? ['--mangle-ip-d', targetAddress] : []),
    ...(flags.targetMac ? ['--mangle-mac-d', targetMac] : []),
    ...(verdict === 'accept' ? [] : ['--mangle-target', verdict.toUpperCase()]),
  ],
})
