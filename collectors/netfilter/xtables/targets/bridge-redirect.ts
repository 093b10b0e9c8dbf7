import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { bridgeVerdict, verdictWords } from './bridge-verdict.ts'

const info = struct(
  { name: 'ebt_redirect_info', header: 'linux/netfilter_bridge/ebt_redirect.h', size: 4 },
  { verdict: [0, bridgeVerdict, 'target'] },
)

/** `-j redirect` of ebtables: to the bridge itself. */
export const bridgeRedirect = extension({
  name: 'redirect',
  families: ['bridge'],
  revisions: { 0: info },
  save: ({ verdict }) => (verdict === 'accept' ? [] : verdictWords('--redirect-target', verdict)),
})
