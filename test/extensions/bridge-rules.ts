import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { NETLINK_NETFILTER, openNetlink } from '../../collectors/linux/socket.ts'
import { nfgenmsg, nfgenmsgBytes } from '../../collectors/netfilter/nfnetlink.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { message } from '../../collectors/netlink/message.ts'
import { hex } from '../../collectors/wire/text.ts'
import type { RawExtension, RawRule } from './legacy-blob.ts'

const NFPROTO_BRIDGE = 7
const NFT_MSG_NEWRULE = 0x0a06

/** A rule of nf_tables whose expressions stay bytes. */
const rule = message(
  {
    name: 'nf_tables rule',
    answer: NFT_MSG_NEWRULE,
    request: NFT_MSG_NEWRULE + 1,
    prefix: 'NFTA_RULE_',
    header: 'linux/netfilter/nf_tables.h',
  },
  nfgenmsg,
  { expressions: [4, hex, 'EXPRESSIONS'] },
)

/** What ebtables-nft put into a namespace: the matches and the target of each rule that the kernel has in their structs. */
export const bridgeRules = (path: string): readonly RawRule[] => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using namespace = openNamespace(path)
  const { records } = visit(namespace, home, () => {
    using connection = new NetlinkConnection(openNetlink(NETLINK_NETFILTER))
    return connection.dump(rule, { header: nfgenmsgBytes(NFPROTO_BRIDGE) })
  })
  return records.map(({ expressions = '' }) =>
    attributesIn(Buffer.from(expressions, 'hex')).flatMap(({ payload }) => extensionsIn(payload)),
  )
}

interface Attribute {
  readonly type: number
  readonly payload: Buffer
}

const attributesIn = (bytes: Buffer): readonly Attribute[] => {
  const found: Attribute[] = []
  for (let at = 0; at < bytes.length; at += (bytes.readUInt16LE(at) + 3) & ~3)
    found.push({
      type: bytes.readUInt16LE(at + 2) & 0x3fff,
      payload: bytes.subarray(at + 4, at + bytes.readUInt16LE(at)),
    })
  return found
}

/** NFTA_EXPR_*, NFTA_MATCH_* and NFTA_TARGET_*: a name, then what it is; a name, a revision, a struct. */
const extensionsIn = (expression: Buffer): readonly RawExtension[] => {
  const [name, data] = attributesIn(expression)
  const kind = textOf(name)
  if (kind !== 'match' && kind !== 'target') return []
  const [what, revision, info] = attributesIn(data?.payload ?? Buffer.alloc(0))
  return [
    {
      list: kind === 'match' ? 'matches' : 'targets',
      name: textOf(what),
      revision: revision?.payload.readUInt32BE() ?? 0,
      bytes: Uint8Array.from(info?.payload ?? []),
    },
  ]
}

const textOf = (attribute: Attribute | undefined): string =>
  attribute?.payload.toString('latin1').replace(/\0.*/s, '') ?? ''
