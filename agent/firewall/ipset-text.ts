import type { IpsetMember } from '../../collectors/netfilter/ipset/member.ts'
import type { Ipset, IpsetHeader } from '../../collectors/netfilter/ipset/record.ts'
import { protocolText } from '../../collectors/netfilter/xtables/protocol-text.ts'
import { icmpName } from './icmp-names.ts'

/** Words of a line; what is absent is null. */
type Words = readonly (string | null)[]

const lineOf = (words: Words): string => words.filter((word) => word !== null).join(' ')

const option = (name: string, value: number | bigint | string | undefined): string | null =>
  value === undefined ? null : `${name} ${value}`

/** The kernel takes any byte in a name or comment: what would end the line, or the quotes, is written as `\xNN`. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}"]/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)

const hex8 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`

/**
 * A set as `ipset save` prints it: `create NAME hash:ip family inet hashsize 1024 maxelem 65536`. `forceadd` is told where the
 * kernel has it (ipset 7.17 forgets it).
 */
export const ipsetCreateLine = (set: IpsetHeader): string => {
  const { options, type } = set
  const has = (flag: string): string | null => (options.flags?.includes(flag) ? flag : null)
  const masks = [option('netmask', options.netmask), option('bitmask', options.bitmask)]
  const masksFirst = type === 'bitmap:ip' || type === 'hash:ip'
  return lineOf([
    'create',
    oneLine(set.name),
    type,
    option('range', rangeOf(set)),
    type.startsWith('hash:') && set.family !== 'unspecified'
      ? `family ${set.family === 'ipv4' ? 'inet' : 'inet6'}`
      : null,
    options.markMask === undefined ? null : `markmask ${hex8(options.markMask)}`,
    option('hashsize', options.hashSize),
    option('maxelem', options.maximum),
    option('size', options.size),
    ...(masksFirst ? masks : []),
    option('timeout', options.timeout),
    has('counters'),
    has('comment'),
    has('forceadd'),
    has('skbinfo'),
    option('bucketsize', options.bucketSize),
    options.initialValue === undefined ? null : `initval ${hex8(options.initialValue)}`,
    ...(masksFirst ? [] : masks),
  ])
}

const rangeOf = ({ options }: IpsetHeader): string | undefined => {
  if (options.address !== undefined) return `${options.address}-${options.addressTo}`
  return options.port === undefined ? undefined : `${options.port}-${options.portTo}`
}

/** A member as `ipset save` prints it: `add NAME 10.0.0.1 timeout 20`. */
export const ipsetAddLine = (set: IpsetHeader, member: IpsetMember): string =>
  lineOf(['add', oneLine(set.name), ipsetMemberText(set, member)])

/** A member as `ipset list` prints it: `10.0.0.1 timeout 20`. */
export const ipsetMemberText = (set: Pick<Ipset, 'type' | 'family'>, member: IpsetMember): string => {
  const is = (flag: string): string | null => (member.flags?.includes(flag) ? flag : null)
  return lineOf([
    ipsetElement(set, member),
    option('timeout', member.timeout),
    is('nomatch'),
    is('wildcard'),
    option('packets', member.packets),
    option('bytes', member.bytes),
    member.comment === undefined ? null : `comment "${oneLine(member.comment)}"`,
    member.skbMark === undefined ? null : `skbmark ${markText(member.skbMark)}`,
    member.skbPriority === undefined ? null : `skbprio ${classText(member.skbPriority)}`,
    option('skbqueue', member.skbQueue),
  ])
}

/** The lines of a whole set, as `ipset save NAME` prints them. */
export const ipsetSaveLines = (set: Ipset): readonly string[] => [
  ipsetCreateLine(set),
  ...set.members.map((member) => ipsetAddLine(set, member)),
]

/** What a member is, without what is kept about it: `10.0.0.1,tcp:80,10.1.0.0/16`. */
const ipsetElement = (set: Pick<Ipset, 'type' | 'family'>, member: IpsetMember): string => {
  const bits = set.family === 'ipv6' ? 128 : 32
  const [, dimensions = ''] = set.type.split(':')
  let first = true
  const parts = dimensions.split(',').map((dimension): string | null => {
    switch (dimension) {
      case 'ip':
      case 'net': {
        const network = first
          ? networkText(member.address, member.prefix, bits)
          : networkText(member.address2, member.prefix2, bits)
        first = false
        return network
      }
      case 'port':
        return portText(member)
      case 'mac':
        return member.hardwareAddress?.toUpperCase() ?? null
      case 'mark':
        return member.mark === undefined ? null : hex8(member.mark)
      case 'iface':
        return `${member.flags?.includes('physdev') ? 'physdev:' : ''}${oneLine(member.interface ?? '')}`
      case 'set':
        return member.set === undefined ? null : oneLine(member.set)
      default:
        return `unknown ${dimension}`
    }
  })
  return parts.filter((part) => part !== null).join(',')
}

const networkText = (address: string | undefined, prefix: number | undefined, bits: number): string | null => {
  if (address === undefined) return null
  return prefix === undefined || prefix === bits ? address : `${address}/${prefix}`
}

const icmp = 1
const icmp6 = 58

/** A port with its protocol, where the set has protocols; ICMP has types and codes instead of ports. */
const portText = ({ protocol, port = 0 }: IpsetMember): string => {
  if (protocol === undefined) return `${port}`
  const what = protocol === icmp || protocol === icmp6 ? icmpName(protocol, port) : `${port}`
  return `${protocolText(protocol)}:${what}`
}

const markText = ({ mark, mask }: { readonly mark: number; readonly mask: number }): string =>
  mask === 0xffffffff ? `0x${mark.toString(16)}` : `0x${mark.toString(16)}/0x${mask.toString(16)}`

const classText = (priority: number): string => `${(priority >>> 16).toString(16)}:${(priority & 0xffff).toString(16)}`
