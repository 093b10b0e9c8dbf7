import { mapped } from '../../../wire/codec.ts'
import { u32 } from '../../../wire/scalars.ts'
import { flag } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'
import { bridgeVerdict, verdictWords } from './bridge-verdict.ts'

/** NAT_ARP_BIT beside the verdict, and the other way round: cleared where ARP is changed too. */
const changesArp = mapped(u32, flag, (target) => (target & 0x10) === 0)

const info = struct(
  { name: 'ebt_nat_info', header: 'linux/netfilter_bridge/ebt_nat.h', size: 12 },
  { mac: [0, macAddress, 'mac'], changesArp: [8, changesArp, 'target'], verdict: [8, bridgeVerdict, 'target'] },
)

/** `-j snat` of ebtables: from another hardware address. */
export const bridgeSnat = extension({
  name: 'snat',
  families: ['bridge'],
  revisions: { 0: info },
  save: ({ mac, changesArp: arp, verdict }) => [
    ...['--to-src', mac],
    ...(arp ? ['--snat-arp'] : []),
    ...verdictWords('--snat-target', verdict),
  ],
})
