import { type FixedCodec, mapped } from '../../../wire/codec.ts'
import { named, u8, u32 } from '../../../wire/scalars.ts'
import { count, type Infer, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { u64Count } from '../../../wire/u64-count.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { setReference, setReference0, setReferenceShape, setWords } from '../set-reference.ts'

const header = 'linux/netfilter/xt_set.h'

const comparison = named(u8, { 0: 'none', 1: 'eq', 2: 'ne', 3: 'lt', 4: 'gt' })

/** How a counter of the set's element is compared; null: it is not. */
const counterShape = nullable(record({ comparison: text, value: count }))
type Counter = Infer<typeof counterShape>

const orNull = (counter: { readonly comparison: string; readonly value: number | bigint }): Counter =>
  counter.comparison === 'none' ? null : counter

const counterHeader = 'linux/netfilter/ipset/ip_set.h'

const counter0: FixedCodec<Counter> = mapped(
  struct(
    { name: 'ip_set_counter_match0', header: counterHeader, size: 16 },
    { comparison: [0, comparison, 'op'], value: [8, u64Count, 'value'] },
  ),
  counterShape,
  orNull,
)

const counter: FixedCodec<Counter> = mapped(
  struct(
    { name: 'ip_set_counter_match', header: counterHeader, size: 16 },
    { comparison: [8, comparison, 'op'], value: [0, u64Count, 'value'] },
  ),
  counterShape,
  orNull,
)

const flags = bits(u32, counterHeader, {
  skipCounterUpdate: [1 << 3, 'IPSET_FLAG_SKIP_COUNTER_UPDATE'],
  skipSubcounterUpdate: [1 << 4, 'IPSET_FLAG_SKIP_SUBCOUNTER_UPDATE'],
  matchCounters: [1 << 5, 'IPSET_FLAG_MATCH_COUNTERS'],
  returnNoMatch: [1 << 7, 'IPSET_FLAG_RETURN_NOMATCH'],
})

const shape = record({
  set: setReferenceShape,
  packets: counterShape,
  bytes: counterShape,
  flags,
})

const revision0 = struct({ name: 'xt_set_info_match_v0', header, size: 32 }, { set: [0, setReference0, 'match_set'] })

/** Of revisions 1 and 2. Only the second lets iptables write `--return-nomatch`, which the set's own flags tell. */
const revision1 = struct({ name: 'xt_set_info_match_v1', header, size: 4 }, { set: [0, setReference, 'match_set'] })

const revision3 = struct(
  { name: 'xt_set_info_match_v3', header, size: 48 },
  {
    set: [0, setReference, 'match_set'],
    packets: [8, counter0, 'packets'],
    bytes: [24, counter0, 'bytes'],
    flags: [40, flags, 'flags'],
  },
)

const revision4 = struct(
  { name: 'xt_set_info_match_v4', header, size: 48 },
  {
    set: [0, setReference, 'match_set'],
    packets: [8, counter, 'packets'],
    bytes: [24, counter, 'bytes'],
    flags: [40, flags, 'flags'],
  },
)

type Old = Infer<typeof revision1>

const withoutCounters = ({ set }: Old): Infer<typeof shape> => ({
  set,
  packets: null,
  bytes: null,
  flags: {
    skipCounterUpdate: false,
    skipSubcounterUpdate: false,
    matchCounters: false,
    returnNoMatch: set.returnNoMatch,
  },
})

const counterWords = (name: string, counter: Counter): readonly string[] => {
  if (counter === null) return []
  const { comparison, value } = counter
  if (comparison === 'ne') return ['!', `--${name}-eq`, `${value}`]
  return ['eq', 'lt', 'gt'].includes(comparison) ? [`--${name}-${comparison}`, `${value}`] : []
}

/** `-m set`: whether what the packet has is in an ipset. */
export const set = extension({
  name: 'set',
  revisions: {
    0: mapped(revision0, shape, withoutCounters),
    1: mapped(revision1, shape, withoutCounters),
    2: mapped(revision1, shape, withoutCounters),
    3: mapped(revision3, shape, (value) => value),
    4: mapped(revision4, shape, (value) => value),
  },
  save: ({ set, packets, bytes, flags }, context) => [
    ...option(set.inverted, '--match-set', ...setWords(set, context)),
    ...(flags.returnNoMatch ? ['--return-nomatch'] : []),
    ...(flags.skipCounterUpdate ? ['!', '--update-counters'] : []),
    ...(flags.skipSubcounterUpdate ? ['!', '--update-subcounters'] : []),
    ...counterWords('packets', packets),
    ...counterWords('bytes', bytes),
  ],
})
