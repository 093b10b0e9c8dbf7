import { bool8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { markText } from '../mark-text.ts'
import { option } from '../option.ts'

const revision0 = struct(
  { name: 'xt_realm_info', header: 'linux/netfilter/xt_realm.h', size: 12 },
  { id: [0, u32, 'id'], mask: [4, u32, 'mask'], invert: [8, bool8, 'invert'] },
)

/** `-m realm`: the routing realm. iptables-save writes a name where its host has one in /etc/iproute2/rt_realms. */
export const realm = extension({
  name: 'realm',
  revisions: { 0: revision0 },
  save: ({ id, mask, invert }) => option(invert, '--realm', markText(id, mask)),
})
