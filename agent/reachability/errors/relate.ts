import type { Packet } from '../packet/packet.ts'

/**
 * An answer of the kernel belongs to the connection that it is about, in the other direction (nf_conntrack_attach,
 * net/netfilter/nf_conntrack_core.c).
 */
export const relateTo = (answer: Packet, about: Packet): void => {
  const { connection } = about
  if (connection === null || connection === 'untracked' || connection === 'invalid') return
  answer.connection = connection
  answer.connectionState = 'related'
  answer.direction = about.direction === 'original' ? 'reply' : 'original'
}
