import type { ObjectData } from '../../../collectors/netfilter/nftables/objects/index.ts'
import { inetProtocol } from './symbols.ts'

/** A transport protocol by its name, where it has one. */
export const protocolName = (number: number): string | number =>
  inetProtocol.find(([, value]) => value === number)?.[0] ?? number

/** NFPROTO_*, linux/netfilter.h. */
const families: { readonly [number: number]: string } = {
  1: 'inet',
  2: 'ip',
  3: 'arp',
  5: 'netdev',
  7: 'bridge',
  10: 'ip6',
}

export const l3Name = (number: number): string => families[number] ?? 'unknown'

type States = readonly (readonly [name: string, usual: number])[]

/** CTA_TIMEOUT_TCP_* and CTA_TIMEOUT_UDP_* from 1, with the seconds that nft takes for granted (linux/netfilter/nfnetlink_cttimeout.h). */
const states: { readonly [protocol: number]: States } = {
  6: [
    ['syn_sent', 120],
    ['syn_recv', 60],
    ['established', 432000],
    ['fin_wait', 120],
    ['close_wait', 60],
    ['last_ack', 30],
    ['time_wait', 120],
    ['close', 10],
    ['syn_sent2', 120],
    ['retrans', 300],
    ['unack', 300],
  ],
  17: [
    ['unreplied', 30],
    ['replied', 120],
  ],
}

/** The states of connections that a policy has other times for, in seconds. */
export const policyOf = ({
  l4proto = 0,
  timeouts = [],
}: Extract<ObjectData, { readonly kind: 'ct timeout' }>): readonly (readonly [state: string, seconds: number])[] =>
  timeouts.flatMap(({ state, seconds }) => {
    const [name = `${state}`, usual] = states[l4proto]?.[state - 1] ?? []
    return seconds === usual ? [] : [[name, seconds] as const]
  })
