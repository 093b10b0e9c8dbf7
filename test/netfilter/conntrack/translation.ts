import type { ConntrackEntry } from '../../../collectors/netfilter/conntrack/record.ts'

/** An address and, where the protocol has any, a port. */
export interface Endpoint {
  readonly address: string
  readonly port: number | null
}

/** What NAT makes of the packets of the original direction; null for what it leaves alone. */
export interface Translation {
  /** SNAT, MASQUERADE: where they seem to come from. */
  readonly source: Endpoint | null
  /** DNAT, REDIRECT: where they go. */
  readonly destination: Endpoint | null
}

/** The kernel keeps NAT in the reply's tuple alone: answers come from where the packets went, and go to where they seemed to come from. */
export const translationOf = ({ original, reply }: Pick<ConntrackEntry, 'original' | 'reply'>): Translation => {
  const source = reply.destination !== original.source || reply.destinationPort !== original.sourcePort
  const destination = reply.source !== original.destination || reply.sourcePort !== original.destinationPort
  return {
    source: source ? { address: reply.destination, port: reply.destinationPort ?? null } : null,
    destination: destination ? { address: reply.source, port: reply.sourcePort ?? null } : null,
  }
}
