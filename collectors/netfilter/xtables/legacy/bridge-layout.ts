import { type FixedCodec, mapped } from '../../../wire/codec.ts'
import { be16, s32, u32 } from '../../../wire/scalars.ts'
import { text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { macAddress } from '../mac-address.ts'

const header = 'linux/netfilter_bridge/ebtables.h'

/** A name; its wildcard is the byte 1 here (ebt_dev_check of the kernel). */
const interfaceName: FixedCodec<string> = mapped(chars(16), text, (name) => name.replace('\u0001', '+'))

/** Question and answer of EBT_SO_GET_INFO; the question of EBT_SO_GET_ENTRIES has addresses in it (`counters`, `entries`). */
export const bridgeInfo = struct(
  { name: 'ebt_replace', header, size: 120 },
  {
    name: [0, chars(32), 'name'],
    validHooks: [32, u32, 'valid_hooks'],
    entries: [36, u32, 'nentries'],
    entriesSize: [40, u32, 'entries_size'],
  },
)
/** Where the question names what it wants: how many counters, and the addresses of the room for them and for the entries. */
export const bridgeQuestion = { entries: 36, entriesSize: 40, counterCount: 96, counters: 104, blob: 112 } as const
/** struct ebt_counter: packets and bytes, 64 bits each. */
export const bridgeCounterSize = 16

/** What a chain begins with; an entry has a number other than 0 there. */
export const bridgeChainHead = struct(
  { name: 'ebt_entries', header, size: 48 },
  {
    name: [4, chars(32), 'name'],
    /** Number of the counter of its first rule. */
    counterOffset: [36, u32, 'counter_offset'],
    policy: [40, s32, 'policy'],
    entries: [44, u32, 'nentries'],
  },
)

export const bridgeEntryHead = struct(
  { name: 'ebt_entry', header, size: 112 },
  {
    flags: [
      0,
      bits(u32, header, {
        isEntry: [0x01, 'EBT_ENTRY_OR_ENTRIES'],
        anyProtocol: [0x02, 'EBT_NOPROTO'],
        length: [0x04, 'EBT_802_3'],
        source: [0x08, 'EBT_SOURCEMAC'],
        destination: [0x10, 'EBT_DESTMAC'],
      }),
      'bitmask',
    ],
    invert: [
      4,
      bits(u32, header, {
        protocol: [0x01, 'EBT_IPROTO'],
        inInterface: [0x02, 'EBT_IIN'],
        outInterface: [0x04, 'EBT_IOUT'],
        source: [0x08, 'EBT_ISOURCE'],
        destination: [0x10, 'EBT_IDEST'],
        logicalIn: [0x20, 'EBT_ILOGICALIN'],
        logicalOut: [0x40, 'EBT_ILOGICALOUT'],
      }),
      'invflags',
    ],
    protocol: [8, be16, 'ethproto'],
    inInterface: [10, interfaceName, 'in'],
    logicalIn: [26, interfaceName, 'logical_in'],
    outInterface: [42, interfaceName, 'out'],
    logicalOut: [58, interfaceName, 'logical_out'],
    source: [74, macAddress, 'sourcemac'],
    sourceMask: [80, macAddress, 'sourcemsk'],
    destination: [86, macAddress, 'destmac'],
    destinationMask: [92, macAddress, 'destmsk'],
    watchersAt: [100, u32, 'watchers_offset'],
    targetAt: [104, u32, 'target_offset'],
    nextAt: [108, u32, 'next_offset'],
  },
)

/** struct ebt_entry_match, and watcher, and target: name, in its last byte a revision, then the size of what follows. */
export const bridgeUseHead = 40
export const bridgeUse = struct(
  { name: 'ebt_entry_match', header, size: 36 },
  { name: [0, chars(31), 'u'], size: [32, u32, 'match_size'] },
)
