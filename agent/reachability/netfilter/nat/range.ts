/** What an address and a port are changed to (struct nf_nat_range2, linux/netfilter/nf_nat.h). What is absent is kept. */
export interface NatRange {
  readonly minAddress?: string
  readonly maxAddress?: string
  /** Ports, or identifiers of ICMP. */
  readonly minPort?: number
  readonly maxPort?: number
  /** This port becomes `minPort`, the next one the next (NF_NAT_RANGE_PROTO_OFFSET). */
  readonly basePort?: number
  /** Ports are chosen at random (NF_NAT_RANGE_PROTO_RANDOM, NF_NAT_RANGE_PROTO_RANDOM_FULLY). */
  readonly random?: boolean
  readonly fullyRandom?: boolean
  /** A sender gets the same address for all destinations (NF_NAT_RANGE_PERSISTENT). */
  readonly persistent?: boolean
}

/** Which end of a packet is changed. */
export type Manip = 'source' | 'destination'
