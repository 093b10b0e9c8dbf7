import type { LongDump, NetlinkConnection } from '../../netlink/connection.ts'
import type { RequestAttribute } from '../../netlink/request.ts'
import type { Turns } from '../../turns.ts'
import { DecodeError } from '../../wire/error.ts'
import { nfgenmsgBytes } from '../nfnetlink.ts'
import { askIpsetProtocol, protocolAttribute } from './ask-protocol.ts'
import type { IpsetMember } from './member.ts'
import { ipsetListing } from './messages.ts'
import { type Ipset, type IpsetHeader, setFamilies } from './record.ts'
import type { SetIndexes } from './set-indexes.ts'

/** linux/netfilter/ipset/ip_set.h, and NLA_F_NET_BYTEORDER of linux/netlink.h */
const IPSET_ATTR_FLAGS = 6
const NLA_F_NET_BYTEORDER = 0x4000
const IPSET_FLAG_LIST_HEADER = 4
const headersOnly: RequestAttribute = [
  IPSET_ATTR_FLAGS | NLA_F_NET_BYTEORDER,
  Uint8Array.of(0, 0, 0, IPSET_FLAG_LIST_HEADER),
]
const header = nfgenmsgBytes(0)

/** Sets as they were read, and what is wrong with the reading. */
export interface Ipsets extends Pick<LongDump, 'malformedCount' | 'malformed'> {
  readonly sets: readonly Ipset[]
}

/** How sets are to be read. */
export interface IpsetsQuestion {
  /** Members of one set that are kept. Default: all. */
  readonly mostMembers?: number
  /** Asked on kernels before 4.20, where a listing does not tell the indexes; without it they are null there. */
  readonly indexes?: SetIndexes
}

/**
 * All sets of the namespace of the connection (NETLINK_NETFILTER), and their members. A set that changes meanwhile may have a
 * member twice or not at all: the kernel neither locks it nor says so. Where ip_set is a module that is not loaded the question
 * itself makes the kernel load it: to be asked only where `/sys/module/ip_set` is there.
 * @throws KernelError (EPERM without CAP_NET_ADMIN; EPROTONOSUPPORT without ip_set), DecodeError
 */
export const readIpsets = async (
  connection: NetlinkConnection,
  turns: Turns,
  { mostMembers = Number.POSITIVE_INFINITY, indexes }: IpsetsQuestion = {},
): Promise<Ipsets> => {
  const attributes = [protocolAttribute(askIpsetProtocol(connection))]
  const { name, types } = ipsetListing
  const sets: Growing[] = []
  const { malformedCount, malformed } = await connection.dumpInTurns(
    {
      name,
      types,
      header,
      attributes,
      visit: (view, at, length) => {
        addTo(sets, ipsetListing.decode(view, at, length), { at, mostMembers })
        return true
      },
    },
    turns,
  )
  const known = sets.map((set) => (set.index === null ? { ...set, index: indexes?.indexOf(set.name) ?? null } : set))
  return { sets: known, malformedCount, malformed }
}

/**
 * All sets without their members, at a thirtieth of the cost (the kernel counts the members). Where two readings differ something
 * was changed. Where they are equal not everything need be: one member in the place of another, and what is kept about a member
 * (counters, comment, timeout), does not show.
 * @throws KernelError, DecodeError, as `readIpsets`
 */
export const readIpsetHeaders = (connection: NetlinkConnection): readonly IpsetHeader[] => {
  const attributes = [protocolAttribute(askIpsetProtocol(connection)), headersOnly]
  const { records, malformed } = connection.dump(ipsetListing, { header, attributes })
  for (const error of malformed) throw error
  return records.map((listing) => headerOf(listing, 0))
}

type Listing = ReturnType<typeof ipsetListing.decode>
type Growing = IpsetHeader & { readonly members: IpsetMember[]; membersLeftOut?: number }

const headerOf = ({ name, type, options, ...listing }: Listing, at: number): IpsetHeader => {
  if (name === undefined || type === undefined || options === undefined)
    throw new DecodeError('a set without name, type or options', at).within('ipset')
  return {
    name,
    index: listing.index ?? null,
    type,
    revision: listing.revision ?? 0,
    family: familyOf(listing.setFamily),
    options,
  }
}

/** NFPROTO_UNSPEC, NFPROTO_IPV4, NFPROTO_IPV6 */
const familyOf = (family: number | undefined): IpsetHeader['family'] =>
  setFamilies[family === undefined ? 0 : [0, 2, 10].indexOf(family)] ?? 'unspecified'

/** A set of many members comes in several messages, one after the other. */
const addTo = (
  sets: Growing[],
  listing: Listing,
  { at, mostMembers }: { readonly at: number; readonly mostMembers: number },
): void => {
  if (listing.type !== undefined) sets.push({ ...headerOf(listing, at), members: [] })
  const set = sets.at(-1)
  if (set === undefined || set.name !== listing.name)
    throw new DecodeError(`members of a set ${listing.name} that was not begun`, at).within('ipset')
  for (const member of listing.members ?? [])
    if (set.members.length < mostMembers) set.members.push(member)
    else set.membersLeftOut = (set.membersLeftOut ?? 0) + 1
}
