import { read16, read32 } from '../../../packet/address-bytes.ts'
import { FRAGMENT } from './ipv6-headers.ts'
import type { CompileMatch } from './match-test.ts'
import { onIpv6Header } from './on-header.ts'

/** frag_mt6, net/ipv6/netfilter/ip6t_frag.c: the length is kept in the rule, and not compared. */
export const frag: CompileMatch<'frag'> = ({ minId, maxId, match, invert }) =>
  onIpv6Header(FRAGMENT, 8, ({ bytes }, at) => {
    const [id, offset] = [read32(bytes, at + 4), read16(bytes, at + 2)]
    if ((id >= minId && id <= maxId) === invert.id) return false
    if (match.reservedIsZero && (bytes[at + 1] !== 0 || (offset & 6) !== 0)) return false
    if (match.first && (offset & 0xfff8) !== 0) return false
    const hasMore = (offset & 1) !== 0
    return !(match.more && !hasMore) && !(match.last && hasMore)
  })
