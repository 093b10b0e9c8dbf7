import type { Message } from '../netlink/message.ts'
import { link } from '../netlink/messages/link.ts'
import { attributes, eachAttribute } from '../wire/attributes.ts'
import { type FixedCodec, littleEndian } from '../wire/codec.ts'
import { DecodeError } from '../wire/error.ts'
import { s32 } from '../wire/scalars.ts'
import { type Count, count } from '../wire/shape.ts'
import { grown, struct } from '../wire/struct.ts'
import { cstring } from '../wire/text.ts'
import type { InterfaceCounters } from './record.ts'

/** linux/if_link.h */
const IFLA_IFNAME = 3
const IFLA_STATS64 = 23

/** Upper halves of 64-bit numbers from here on make them larger than 2^53 - 1. */
const firstInexactHalf = 2 ** 21

/** A 64-bit counter: nearly all are exact as numbers, which cost a tenth of a bigint. */
const counter: FixedCodec<Count> = {
  json: count.json,
  size: 8,
  decode: (view, at) => {
    const high = view.getUint32(at + 4, littleEndian)
    if (high >= firstInexactHalf) return view.getBigUint64(at, littleEndian)
    return high * 2 ** 32 + view.getUint32(at, littleEndian)
  },
}

const ifinfomsg = struct(
  { name: 'ifinfomsg', header: 'linux/rtnetlink.h', size: 16 },
  { ifindex: [4, s32, 'ifi_index'] },
)

const rtnlLinkStats64 = struct(
  { name: 'rtnl_link_stats64', header: 'linux/if_link.h', size: 184 },
  {
    rxPackets: [0, counter, 'rx_packets'],
    txPackets: [8, counter, 'tx_packets'],
    rxBytes: [16, counter, 'rx_bytes'],
    txBytes: [24, counter, 'tx_bytes'],
    rxErrors: [32, counter, 'rx_errors'],
    txErrors: [40, counter, 'tx_errors'],
    rxDropped: [48, counter, 'rx_dropped'],
    txDropped: [56, counter, 'tx_dropped'],
    multicast: [64, counter, 'multicast'],
    collisions: [72, counter, 'collisions'],
    rxFrameErrors: [104, counter, 'rx_frame_errors'],
    rxFifoErrors: [112, counter, 'rx_fifo_errors'],
    rxMissedErrors: [120, counter, 'rx_missed_errors'],
    txCarrierErrors: [136, counter, 'tx_carrier_errors'],
    txFifoErrors: [144, counter, 'tx_fifo_errors'],
    /** Since 4.6. */
    rxNoHandler: [184, grown(counter), 'rx_nohandler'],
  },
)

/** The others are passed over, also those that no table has yet. */
const wanted = attributes(
  { prefix: 'IFLA_', header: 'linux/if_link.h' },
  { name: [IFLA_IFNAME, cstring, 'IFNAME'], stats64: [IFLA_STATS64, rtnlLinkStats64, 'STATS64'] },
)

export type LinkCounters = Omit<InterfaceCounters, 'netns'>

/** Every field that all kernels fill: an object that has them from the start is filled in half the time. */
export const nothingCounted: LinkCounters = {
  ifindex: 0,
  name: '',
  rxPackets: 0,
  txPackets: 0,
  rxBytes: 0,
  txBytes: 0,
  rxErrors: 0,
  txErrors: 0,
  rxDropped: 0,
  txDropped: 0,
  multicast: 0,
  collisions: 0,
  rxFrameErrors: 0,
  rxFifoErrors: 0,
  rxMissedErrors: 0,
  txCarrierErrors: 0,
  txFifoErrors: 0,
}

const decodeInto: Message<LinkCounters>['decodeInto'] = (target, view, at, length) => {
  let named = false
  let counted = false
  try {
    ifinfomsg.decodeInto(target, view, at, length)
    const body = { at: at + ifinfomsg.size, length: length - ifinfomsg.size }
    eachAttribute(view, body, (type, start, size) => {
      if (type === IFLA_IFNAME) {
        target['name'] = cstring.decode(view, start, size)
        named = true
      } else if (type === IFLA_STATS64) {
        rtnlLinkStats64.decodeInto(target, view, start, size)
        counted = true
      }
    })
    if (!named || !counted) throw new DecodeError(`no ${named ? 'counters' : 'name'}`, at)
  } catch (error) {
    throw error instanceof DecodeError ? error.within('link counters') : error
  }
}

/** RTM_NEWLINK again, for its counters alone: a link's other attributes, ten times as many bytes, are passed over. */
export const linkCounters: Message<LinkCounters> = {
  name: 'link counters',
  types: link.types,
  header: ifinfomsg,
  attributes: wanted,
  json: rtnlLinkStats64.json,
  decodeInto,
  decode: (view, at, length) => {
    const target = { ...nothingCounted }
    decodeInto(target, view, at, length)
    return target
  },
}
