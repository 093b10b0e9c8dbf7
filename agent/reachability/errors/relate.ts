import { attachToNothing } from '../netfilter/conntrack/attached.ts'
import type { Packet } from '../packet/packet.ts'
import type { Space } from '../scene/space.ts'

/**
 * An answer of the kernel belongs to the connection that it is about, in the other direction (nf_conntrack_attach,
 * net/netfilter/nf_conntrack_core.c).
 */
export const relateTo = (answer: Packet, about: Packet, space: Space): void => {
  const { connection } = about
  if (connection === 'untracked') attachToNothing(answer, space)
  if (connection === null || connection === 'untracked' || connection === 'invalid') return
  answer.connection = connection
  answer.connectionState = 'related'
  answer.direction = about.direction === 'original' ? 'reply' : 'original'
}
