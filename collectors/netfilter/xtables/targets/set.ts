import { mapped } from '../../../wire/codec.ts'
import { u32 } from '../../../wire/scalars.ts'
import { integer, nullable } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension, type SaveContext } from '../extension.ts'
import { type SetReference, setReference, setReference0, setReferenceShape, setWords } from '../set-reference.ts'

const header = 'linux/netfilter/xt_set.h'

/** IPSET_INVALID_ID stands for no set. */
const orNone = (reference: typeof setReference) =>
  mapped(reference, nullable(setReferenceShape), (value) => (value.index === 0xffff ? null : value))

const reference = orNone(setReference)
const reference0 = orNone(setReference0)

const flags = bits(u32, header, {
  /** The element's timeout begins anew where it is in the set already. */
  exist: [0x01, 'IPSET_FLAG_EXIST'],
  mapMark: [0x100, 'IPSET_FLAG_MAP_SKBMARK'],
  mapPriority: [0x200, 'IPSET_FLAG_MAP_SKBPRIO'],
  mapQueue: [0x400, 'IPSET_FLAG_MAP_SKBQUEUE'],
})

/** Seconds; null: the set's own. */
const timeout = mapped(u32, nullable(integer), (seconds) => (seconds === 0xffffffff ? null : seconds))

const revision0 = struct(
  { name: 'xt_set_info_target_v0', header, size: 64 },
  { add: [0, reference0, 'add_set'], delete: [32, reference0, 'del_set'] },
)

const revision1 = struct(
  { name: 'xt_set_info_target_v1', header, size: 8 },
  { add: [0, reference, 'add_set'], delete: [4, reference, 'del_set'] },
)

const revision2 = struct(
  { name: 'xt_set_info_target_v2', header, size: 16 },
  {
    add: [0, reference, 'add_set'],
    delete: [4, reference, 'del_set'],
    flags: [8, flags, 'flags'],
    timeout: [12, timeout, 'timeout'],
  },
)

const revision3 = struct(
  { name: 'xt_set_info_target_v3', header, size: 20 },
  {
    add: [0, reference, 'add_set'],
    delete: [4, reference, 'del_set'],
    /** From which the packet gets its mark, priority or queue. */
    map: [8, reference, 'map_set'],
    flags: [12, flags, 'flags'],
    timeout: [16, timeout, 'timeout'],
  },
)

const absent = {
  flags: { exist: false, mapMark: false, mapPriority: false, mapQueue: false },
  timeout: null,
  map: null,
} as const

const option = (name: string, set: SetReference | null, context: SaveContext): readonly string[] =>
  set === null ? [] : [name, ...setWords(set, context)]

/** `-j SET`: adds to an ipset what the packet has, deletes it there, or asks the set for a mark. */
export const set = extension({
  name: 'SET',
  revisions: {
    0: mapped(revision0, revision3, (value) => ({ ...absent, ...value })),
    1: mapped(revision1, revision3, (value) => ({ ...absent, ...value })),
    2: mapped(revision2, revision3, (value) => ({ ...absent, ...value })),
    3: revision3,
  },
  save: (value, context) => [
    ...option('--add-set', value.add, context),
    ...(value.flags.exist ? ['--exist'] : []),
    ...(value.timeout === null ? [] : ['--timeout', `${value.timeout}`]),
    ...option('--del-set', value.delete, context),
    ...option('--map-set', value.map, context),
    ...(value.flags.mapMark ? ['--map-mark'] : []),
    ...(value.flags.mapPriority ? ['--map-prio'] : []),
    ...(value.flags.mapQueue ? ['--map-queue'] : []),
  ],
})
