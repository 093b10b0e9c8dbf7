import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { NETLINK_NETFILTER, openNetlink } from '../../collectors/linux/socket.ts'
import { nfgenmsg, nfgenmsgBytes } from '../../collectors/netfilter/nfnetlink.ts'
import { typesOf } from '../../collectors/netfilter/nftables/messages/types-of.ts'
import type { XtFamily } from '../../collectors/netfilter/xtables/extension.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { message } from '../../collectors/netlink/message.ts'
import { attributes, repeated } from '../../collectors/wire/attributes.ts'
import type { Codec } from '../../collectors/wire/codec.ts'
import { be32 } from '../../collectors/wire/scalars.ts'
import { cstring } from '../../collectors/wire/text.ts'
import type { ListName } from './capture.ts'
import type { RawRule } from './legacy-blob.ts'

const header = 'linux/netfilter/nf_tables.h'

/** A copy: the buffer is used again for the next answer. */
const bytes: Codec<Uint8Array> = {
  json: {},
  decode: (view, at, length) => new Uint8Array(view.buffer.slice(view.byteOffset + at, view.byteOffset + at + length)),
}

const expression = attributes(
  { prefix: 'NFTA_EXPR_', header },
  { name: [1, cstring, 'NAME'], data: [2, bytes, 'DATA'] },
)

/** NFTA_MATCH_* and NFTA_TARGET_* are the same. */
const compat = attributes(
  { prefix: 'NFTA_TARGET_', header },
  { name: [1, cstring, 'NAME'], revision: [2, be32, 'REV'], info: [3, bytes, 'INFO'] },
)

const rule = message({ name: 'nf_tables rule', ...typesOf(6), prefix: 'NFTA_RULE_', header }, nfgenmsg, {
  expressions: [4, repeated(1, expression), 'EXPRESSIONS'],
})

const lists: { readonly [expression: string]: ListName } = { match: 'matches', target: 'targets' }

/** NFPROTO_*, linux/netfilter.h. */
const families: { readonly [F in XtFamily]: number } = { ipv4: 2, arp: 3, bridge: 7, ipv6: 10 }

/** The matches, watchers and targets that iptables-nft and its like put into rules of a namespace as structs of x_tables. */
export const compatRules = (path: string, family: XtFamily): readonly RawRule[] => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using namespace = openNamespace(path)
  using connection = new NetlinkConnection(visit(namespace, home, () => openNetlink(NETLINK_NETFILTER)))
  const { records, malformed } = connection.dump(rule, { header: nfgenmsgBytes(families[family]) })
  if (malformed[0] !== undefined) throw malformed[0]
  return records.map(({ expressions = [] }) =>
    expressions.flatMap(({ name: kind = '', data = new Uint8Array() }) => {
      const list = lists[kind]
      if (list === undefined) return []
      const {
        name = '',
        revision = 0,
        info = new Uint8Array(),
      } = compat.decode(new DataView(data.buffer), 0, data.length)
      return [{ list, name, revision, bytes: info }]
    }),
  )
}
