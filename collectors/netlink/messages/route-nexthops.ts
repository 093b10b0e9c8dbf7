import { ip } from '../../wire/addresses.ts'
import { attributes } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { s32, u8, u16, u32 } from '../../wire/scalars.ts'
import { type Infer, list, type Shape } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { hex } from '../../wire/text.ts'

const rtvia = struct({ name: 'rtvia', header: 'linux/rtnetlink.h', size: 2 }, { family: [0, u16, 'rtvia_family'] })

/** struct rtvia: a family, then an address of that family. */
export const via: Codec<{ readonly family: number; readonly address: string }> = {
  json: {
    type: 'object',
    properties: { family: { type: 'integer' }, address: { type: 'string' } },
    required: ['family', 'address'],
  },
  parts: [rtvia],
  decode: (view, at, length) => {
    const { family } = rtvia.decode(view, at, length)
    return { family, address: ip.decode(view, at + rtvia.size, length - rtvia.size) }
  },
}

const rtnexthop = struct(
  { name: 'rtnexthop', header: 'linux/rtnetlink.h', size: 8 },
  {
    length: [0, u16, 'rtnh_len'],
    /** RTNH_F_*: 1 dead, 4 onlink, 16 linkdown. */
    flags: [2, u8, 'rtnh_flags'],
    /** One less than the weight that `ip route` shows. */
    hops: [3, u8, 'rtnh_hops'],
    ifindex: [4, s32, 'rtnh_ifindex'],
  },
)

const nexthopAttributes = attributes(
  { prefix: 'RTA_', header: 'linux/rtnetlink.h' },
  {
    gateway: [5, ip, 'GATEWAY'],
    flow: [11, u32, 'FLOW'],
    via: [18, via, 'VIA'],
    encapType: [21, u16, 'ENCAP_TYPE'],
    encap: [22, hex, 'ENCAP'],
  },
)

type Nexthop = Infer<typeof rtnexthop> & Infer<typeof nexthopAttributes>

const nexthop: Shape<Nexthop> = {
  json: {
    ...rtnexthop.json,
    properties: { ...(rtnexthop.json['properties'] as object), ...(nexthopAttributes.json['properties'] as object) },
  },
}

/** RTA_MULTIPATH: struct rtnexthop with its attributes, one after the other. */
export const multipath: Codec<readonly Nexthop[]> & { readonly parts: readonly Codec<unknown>[] } = {
  json: list(nexthop).json,
  parts: [rtnexthop, nexthopAttributes],
  decode: (view, at, length) => {
    const hops: Nexthop[] = []
    const end = at + length
    for (let start = at; start < end; ) {
      const header = rtnexthop.decode(view, start, end - start)
      if (header.length < rtnexthop.size || start + header.length > end)
        throw new DecodeError(`a next hop of ${header.length} bytes where ${end - start} are left`, start)
      const body = nexthopAttributes.decode(view, start + rtnexthop.size, header.length - rtnexthop.size)
      hops.push({ ...header, ...body })
      start += (header.length + 3) & ~3
    }
    return hops
  },
}
