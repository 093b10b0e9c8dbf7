import { be32 } from '../../wire/scalars.ts'
import { oneOf } from '../../wire/shape.ts'
import { oneWord } from './words.ts'

/** Families of tables, in the words of the nft language, by NFPROTO_* (linux/netfilter.h). */
const words = { inet: 1, ip: 2, arp: 3, netdev: 5, bridge: 7, ip6: 10 } as const

export type Family = keyof typeof words
export const families = Object.keys(words) as readonly Family[]
export const familyShape = oneOf(['inet', 'ip', 'arp', 'netdev', 'bridge', 'ip6'])

const byNumber = new Map(families.map((family) => [words[family] as number, family]))

/** The number for a request. */
export const familyNumber = (family: Family): number => words[family]

/** The family of an answer; undefined for one that this program is older than. */
export const familyOf = (number: number): Family | undefined => byNumber.get(number)

/** A protocol family as an attribute. */
export const nfProtocols = oneWord(
  be32,
  { prefix: 'NFPROTO_', header: 'linux/netfilter.h' },
  {
    unspec: [0, 'UNSPEC'],
    inet: [1, 'INET'],
    ip: [2, 'IPV4'],
    arp: [3, 'ARP'],
    netdev: [5, 'NETDEV'],
    bridge: [7, 'BRIDGE'],
    ip6: [10, 'IPV6'],
  },
)
