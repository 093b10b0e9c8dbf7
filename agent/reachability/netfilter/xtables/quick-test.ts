import type { IpEntry } from '../../../../collectors/netfilter/xtables/record.ts'
import { ipv4Bits, read32 } from '../../packet/address-bytes.ts'
import { ETH_P_IP, type Packet } from '../../packet/packet.ts'

/**
 * What most rules say no by: the protocol, and the addresses of IPv4 as numbers. A table may have a thousand rules, and most of them
 * are done with here. A mask of 0 compares nothing.
 */
export interface QuickTest {
  readonly source: number
  readonly sourceMask: number
  readonly sourceInverted: boolean
  readonly destination: number
  readonly destinationMask: number
  readonly destinationInverted: boolean
  /** 0: any, also where it is inverted. */
  readonly protocol: number
  readonly protocolInverted: boolean
}

/** Of rules that compare something else. */
export const noQuickTest: QuickTest = {
  source: 0,
  sourceMask: 0,
  sourceInverted: false,
  destination: 0,
  destinationMask: 0,
  destinationInverted: false,
  protocol: 0,
  protocolInverted: false,
}

/** The addresses of IPv6 are left to others. */
export const quickTestOf = (entry: IpEntry, family: 'ipv4' | 'ipv6'): QuickTest => {
  const { invert } = entry
  const isIpv4 = family === 'ipv4'
  return {
    source: isIpv4 ? ipv4Bits(entry.source) : 0,
    sourceMask: isIpv4 ? ipv4Bits(entry.sourceMask) : 0,
    sourceInverted: isIpv4 && invert.source,
    destination: isIpv4 ? ipv4Bits(entry.destination) : 0,
    destinationMask: isIpv4 ? ipv4Bits(entry.destinationMask) : 0,
    destinationInverted: isIpv4 && invert.destination,
    protocol: entry.protocol,
    protocolInverted: invert.protocol,
  }
}

/** The same of a packet; read again after a target, which may have changed it. */
export interface QuickFacts {
  source: number
  destination: number
  protocol: number
}

export const readFacts = (facts: QuickFacts, { etherType, bytes, protocol }: Packet): void => {
  facts.protocol = protocol
  if (etherType !== ETH_P_IP) return
  facts.source = read32(bytes, 12) | 0
  facts.destination = read32(bytes, 16) | 0
}

/** What the value has beyond the mask makes it differ from every packet, as in the kernel (ip_packet_match). */
export const passesQuickTest = (test: QuickTest, facts: QuickFacts): boolean =>
  ((facts.source & test.sourceMask) === test.source) !== test.sourceInverted &&
  ((facts.destination & test.destinationMask) === test.destination) !== test.destinationInverted &&
  (test.protocol === 0 || (facts.protocol === test.protocol) !== test.protocolInverted)
