import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'
import { bridgeVerdict, verdictWords } from './bridge-verdict.ts'

const info = struct(
  { name: 'ebt_arpreply_info', header: 'linux/netfilter_bridge/ebt_arpreply.h', size: 12 },
  { mac: [0, macAddress, 'mac'], verdict: [8, bridgeVerdict, 'target'] },
)

/** `-j arpreply` of ebtables: answers an ARP request with this address. */
export const bridgeArpreply = extension({
  name: 'arpreply',
  families: ['bridge'],
  revisions: { 0: info },
  save: ({ mac, verdict }) => [
    ...['--arpreply-mac', mac],
    ...(verdict === 'drop' ? [] : verdictWords('--arpreply-target', verdict)),
  ],
})
