import { ipv4 } from '../../../wire/addresses.ts'
import type { Codec, FixedCodec } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { s32 } from '../../../wire/scalars.ts'
import { flag, type Infer, list, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'

const header = 'linux/netfilter_bridge/ebt_among.h'

const inversions = bits(s32, header, { destination: [1, 'EBT_AMONG_DST_NEG'], source: [2, 'EBT_AMONG_SRC_NEG'] })

/** Where the two lists begin, from the start of this struct; 0: no such list. */
const info = struct(
  { name: 'ebt_among_info', header, size: 12 },
  {
    destination: [0, s32, 'wh_dst_ofs'],
    source: [4, s32, 'wh_src_ofs'],
    invert: [8, inversions, 'bitmask'],
  },
)

/** A list: an index by the last byte of an address, which says nothing more, and how many pairs follow. */
const hash = struct({ name: 'ebt_mac_wormhash', header, size: 1032 }, { count: [1028, s32, 'poolsize'] })

/** Two words to compare: the address is in their last six bytes. */
const compared: FixedCodec<string> = {
  json: macAddress.json,
  size: 8,
  decode: (view, at) => macAddress.decode(view, at + 2, macAddress.size),
}

const tuple = struct(
  { name: 'ebt_mac_wormhash_tuple', header, size: 12 },
  { mac: [0, compared, 'cmp'], address: [8, ipv4, 'ip'] },
)

const addresses = record({
  invert: flag,
  /** `address` is the IPv4 address that the packet must have too (in ARP and IPv4); 0.0.0.0: any. */
  pairs: list(record({ mac: text, address: text })),
})
const shape = record({ source: nullable(addresses), destination: nullable(addresses) })
type Among = Infer<typeof shape>
type Addresses = NonNullable<Among['source']>

const revision0: Codec<Among> = {
  json: shape.json,
  parts: [info, hash, tuple],
  decode: (view, at, length) => {
    const { source, destination, invert } = info.decode(view, at, length)
    const listAt = (offset: number, inverted: boolean): Addresses | null => {
      if (offset === 0) return null
      if (offset < 0 || offset > length) throw new DecodeError(`a list begins at ${offset} of ${length} bytes`, at)
      const start = at + offset
      const { count } = hash.decode(view, start, length - offset)
      const room = Math.floor((length - offset - hash.size) / tuple.size)
      if (count < 0 || count > room) throw new DecodeError(`expected at most ${room} addresses, got ${count}`, start)
      const pairs = Array.from({ length: count }, (_, i) =>
        tuple.decode(view, start + hash.size + i * tuple.size, tuple.size),
      )
      return { invert: inverted, pairs }
    }
    return { source: listAt(source, invert.source), destination: listAt(destination, invert.destination) }
  },
}

/** As ether_ntoa writes it: `2:0:0:0:a:2`. */
const etherText = (address: string): string => address.replace(/\b0([0-9a-f])/g, '$1')

const addressesText = ({ pairs }: Addresses): string =>
  pairs.map(({ mac, address }) => etherText(mac) + (address === '0.0.0.0' ? '' : `=${address}`)).join(',')

/** `among` of ebtables: Ethernet addresses, maybe with an IPv4 address each. ebtables-nft makes sets of nf_tables instead. */
export const bridgeAmong = extension({
  name: 'among',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ source, destination }) => [
    ...(source ? bridgeOption('--among-src', source.invert, addressesText(source)) : []),
    ...(destination ? bridgeOption('--among-dst', destination.invert, addressesText(destination)) : []),
  ],
})
