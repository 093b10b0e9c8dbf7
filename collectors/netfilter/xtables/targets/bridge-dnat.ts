import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'
import { bridgeVerdict, verdictWords } from './bridge-verdict.ts'

const info = struct(
  { name: 'ebt_nat_info', header: 'linux/netfilter_bridge/ebt_nat.h', size: 12 },
  { mac: [0, macAddress, 'mac'], verdict: [8, bridgeVerdict, 'target'] },
)

/** `-j dnat` of ebtables: to another hardware address. */
export const bridgeDnat = extension({
  name: 'dnat',
  families: ['bridge'],
  revisions: { 0: info },
  save: ({ mac, verdict }) => ['--to-dst', mac, ...verdictWords('--dnat-target', verdict)],
})
