import { mapped } from '../../../wire/codec.ts'
import { u16, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_CT.h'

const rows = {
  flags: [
    0,
    bits(u16, header, {
      notrack: [0x01, 'XT_CT_NOTRACK'],
      /** The rule was written `-j NOTRACK`. */
      notrackAlias: [0x02, 'XT_CT_NOTRACK_ALIAS'],
      zoneOriginal: [0x04, 'XT_CT_ZONE_DIR_ORIG'],
      zoneReply: [0x08, 'XT_CT_ZONE_DIR_REPL'],
      /** The zone is the packet's mark. */
      zoneMark: [0x10, 'XT_CT_ZONE_MARK'],
    }),
    'flags',
  ],
  zone: [2, u16, 'zone'],
  /** Bits by enum ip_conntrack_events; 0: no choice was made, and every event is told. */
  events: [4, u32, 'ct_events'],
  /** Bits by enum ip_conntrack_expect_events. */
  expectationEvents: [8, u32, 'exp_events'],
  helper: [12, chars(16), 'helper'],
} as const

const revision0 = struct({ name: 'xt_ct_target_info', header, size: 28 }, rows)

const later = { name: 'xt_ct_target_info_v1', header, size: 60 } as const
const laterRows = { ...rows, timeout: [28, chars(32), 'timeout'] } as const

/** The kernel lets it have no flag but `notrack`. */
const revision1 = struct(later, laterRows)
const revision2 = struct(later, laterRows)

/** As iptables calls the bits of enum ip_conntrack_events; it has no words for the later ones. */
const eventWords = [
  'new',
  'related',
  'destroy',
  'reply',
  'assured',
  'protoinfo',
  'helper',
  'mark',
  'natseqinfo',
  'secmark',
]

const eventsText = (events: number, words: readonly string[]): string =>
  words.filter((_, bit) => (events & (1 << bit)) !== 0).join(',')

const zoneDirection = ({ zoneOriginal, zoneReply }: { zoneOriginal: boolean; zoneReply: boolean }): string => {
  if (zoneOriginal === zoneReply) return ''
  return zoneOriginal ? '-orig' : '-reply'
}

/** `-j CT`: how the connection of this packet is going to be tracked. */
export const ct = extension({
  name: 'CT',
  revisions: {
    0: mapped(revision0, revision2, (value) => ({ ...value, timeout: '' })),
    1: revision1,
    2: revision2,
  },
  alias: ({ flags }) => (flags.notrackAlias ? 'NOTRACK' : null),
  save: ({ flags, zone, events, expectationEvents, helper, timeout }) => {
    if (flags.notrackAlias) return []
    return [
      ...(flags.notrack ? ['--notrack'] : []),
      ...(helper === '' ? [] : ['--helper', helper]),
      ...(timeout === '' ? [] : ['--timeout', timeout]),
      ...(events === 0 ? [] : ['--ctevents', eventsText(events, eventWords)]),
      ...(expectationEvents === 0 ? [] : ['--expevents', eventsText(expectationEvents, ['new'])]),
      ...(flags.zoneMark || zone !== 0 ? [`--zone${zoneDirection(flags)}`, flags.zoneMark ? 'mark' : `${zone}`] : []),
    ]
  },
})
