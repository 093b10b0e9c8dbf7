import { ip } from '../../wire/addresses.ts'
import { ignored } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { present, u8, u16, u32 } from '../../wire/scalars.ts'
import { type Infer, integer, list, record } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { hex } from '../../wire/text.ts'
import { message } from '../message.ts'

const nhmsg = struct(
  { name: 'nhmsg', header: 'linux/nexthop.h', size: 8 },
  {
    family: [0, u8, 'nh_family'],
    scope: [1, u8, 'nh_scope'],
    protocol: [2, u8, 'nh_protocol'],
    flags: [4, u32, 'nh_flags'],
  },
)

const nexthopGrp = struct(
  { name: 'nexthop_grp', header: 'linux/nexthop.h', size: 8 },
  {
    id: [0, u32, 'id'],
    /** One less than the weight that `ip nexthop` shows, its low and (6.12) its high byte. */
    weight: [4, u8, 'weight'],
    weightHigh: [5, u8, 'weight_high'],
  },
)

/** NHA_GROUP: an array of struct nexthop_grp. */
const group: Codec<readonly { readonly id: number; readonly weight: number }[]> = {
  json: list(record({ id: integer, weight: integer })).json,
  parts: [nexthopGrp],
  decode: (view, at, length) => {
    if (length % nexthopGrp.size !== 0)
      throw new DecodeError(`expected structs nexthop_grp of ${nexthopGrp.size} bytes, got ${length} bytes`, at)
    return Array.from({ length: length / nexthopGrp.size }, (_, i) => {
      const { id, weight, weightHigh } = nexthopGrp.decode(view, at + nexthopGrp.size * i, nexthopGrp.size)
      return { id, weight: weightHigh * 256 + weight + 1 }
    })
  },
}

/** RTM_NEWNEXTHOP (5.3): a nexthop object, which routes name by its id. */
export const nexthop = message(
  { name: 'nexthop', answer: 104, request: 106, prefix: 'NHA_', header: 'linux/nexthop.h' },
  nhmsg,
  {
    id: [1, u32, 'ID'],
    group: [2, group, 'GROUP'],
    /** 0 multipath, 1 resilient. */
    groupType: [3, u16, 'GROUP_TYPE'],
    blackhole: [4, present, 'BLACKHOLE'],
    outputInterface: [5, u32, 'OIF'],
    gateway: [6, ip, 'GATEWAY'],
    encapType: [7, u16, 'ENCAP_TYPE'],
    encap: [8, hex, 'ENCAP'],
    groups: [9, ignored, 'GROUPS'],
    master: [10, ignored, 'MASTER'],
    fdb: [11, present, 'FDB'],
    resilientGroup: [12, ignored, 'RES_GROUP'],
    resilientBucket: [13, ignored, 'RES_BUCKET'],
    operationFlags: [14, ignored, 'OP_FLAGS'],
    groupStats: [15, ignored, 'GROUP_STATS'],
    hardwareStatsEnabled: [16, ignored, 'HW_STATS_ENABLE'],
    hardwareStatsUsed: [17, ignored, 'HW_STATS_USED'],
  },
)

export type Nexthop = Infer<typeof nexthop>
