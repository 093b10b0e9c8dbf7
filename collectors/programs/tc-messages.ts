import { type Message, message } from '../netlink/message.ts'
import { attributes, eachAttribute, ignored } from '../wire/attributes.ts'
import { littleEndian } from '../wire/codec.ts'
import { DecodeError } from '../wire/error.ts'
import { s32, u16, u32 } from '../wire/scalars.ts'
import { struct } from '../wire/struct.ts'
import { cstring } from '../wire/text.ts'
import type { TcAction, TcFilter } from './record.ts'
import { attributesExcept, later, policeAt, type Span, tcActions } from './tc-actions.ts'

const header = 'linux/rtnetlink.h'

const tcmsg = struct(
  { name: 'tcmsg', header, size: 20 },
  {
    ifindex: [4, s32, 'tcm_ifindex'],
    handle: [8, u32, 'tcm_handle'],
    /** TC_H_*, linux/pkt_sched.h: what it hangs on. */
    parent: [12, u32, 'tcm_parent'],
    /** Of a filter its priority, and the protocol in network byte order. */
    info: [16, u32, 'tcm_info'],
  },
)

const rest = {
  stats: [3, ignored, 'STATS'],
  extraStats: [4, ignored, 'XSTATS'],
  rate: [5, ignored, 'RATE'],
  forwarding: [6, ignored, 'FCNT'],
  stats2: [7, ignored, 'STATS2'],
  sizes: [8, ignored, 'STAB'],
  pad: [9, ignored, 'PAD'],
  invisible: [10, ignored, 'DUMP_INVISIBLE'],
  chain: [11, u32, 'CHAIN'],
  hardware: [12, ignored, 'HW_OFFLOAD'],
  ingressBlock: [13, ignored, 'INGRESS_BLOCK'],
  egressBlock: [14, ignored, 'EGRESS_BLOCK'],
  dumpFlags: [15, ignored, 'DUMP_FLAGS'],
  warning: [16, ignored, 'EXT_WARN_MSG'],
} as const

/** RTM_NEWQDISC: what queues, or where filters can hang. */
export const qdisc = message({ name: 'qdisc', answer: 36, request: 38, prefix: 'TCA_', header }, tcmsg, {
  kind: [1, cstring, 'KIND'],
  options: [2, ignored, 'OPTIONS'],
  ...rest,
})

const filterAnswer = message({ name: 'filter', answer: 44, request: 46, prefix: 'TCA_', header }, tcmsg, {
  kind: [1, cstring, 'KIND'],
  options: [2, later, 'OPTIONS'],
  ...rest,
})

/** Options of the classifier `bpf`. */
const bpf = attributes(
  { prefix: 'TCA_BPF_', header: 'linux/pkt_cls.h' },
  {
    actions: [1, tcActions, 'ACT'],
    police: [2, later, 'POLICE'],
    class: [3, ignored, 'CLASSID'],
    classicInstructions: [4, u16, 'OPS_LEN'],
    bytecode: [5, ignored, 'OPS'],
    descriptor: [6, ignored, 'FD'],
    name: [7, ignored, 'NAME'],
    flags: [8, u32, 'FLAGS'],
    generalFlags: [9, ignored, 'FLAGS_GEN'],
    tag: [10, ignored, 'TAG'],
    id: [11, u32, 'ID'],
  },
)
const TCA_BPF_FLAG_ACT_DIRECT = 1

/** Numbers of attributes of the other classifiers: TCA_U32_ACT, TCA_U32_POLICE (its older form), TCA_U32_PCNT, and so on. */
const numbersOf: {
  readonly [kind: string]:
    | { readonly actions: number; readonly police?: number; readonly counters?: number }
    | undefined
} = {
  basic: { actions: 3, police: 4, counters: 5 },
  cgroup: { actions: 1, police: 2 },
  flow: { actions: 9, police: 10 },
  flower: { actions: 3 },
  fw: { actions: 4, police: 2 },
  matchall: { actions: 2, counters: 4 },
  route: { actions: 6, police: 5 },
  u32: { actions: 7, police: 6, counters: 9 },
}

/** A filter of traffic control, and the program of one that is such. */
export interface FilterAnswer {
  readonly ifindex: number
  readonly kind: string
  /** Absent for what only holds filters. */
  readonly filter?: TcFilter
  readonly id?: number
}

type Details = Pick<TcFilter, 'actions'> & Partial<TcFilter> & { readonly id?: number | undefined }

const bpfDetails = (view: DataView, { at, length }: Span): Details => {
  const { actions = [], police, classicInstructions, flags = 0, id } = bpf.decode(view, at, length)
  return {
    actions: police === undefined ? actions : [...actions, policeAt(view, police)],
    directAction: (flags & TCA_BPF_FLAG_ACT_DIRECT) !== 0,
    ...(classicInstructions === undefined ? {} : { classicInstructions }),
    id,
  }
}

const otherDetails = (view: DataView, kind: string, span: Span): Details => {
  const { actions: actionsNumber, police, counters } = numbersOf[kind] ?? {}
  const actions: TcAction[] = []
  eachAttribute(view, span, (type, at, length) => {
    if (type === actionsNumber) actions.push(...tcActions.decode(view, at, length))
    if (type === police) actions.push(policeAt(view, { at, length }))
  })
  return { actions, options: attributesExcept(view, span, [actionsNumber, police, counters]) }
}

const detailsOf = (view: DataView, kind: string, span: Span): Details => {
  try {
    return kind === 'bpf' ? bpfDetails(view, span) : otherDetails(view, kind, span)
  } catch (error) {
    throw error instanceof DecodeError ? error.within(kind).within('options').within(filterAnswer.name) : error
  }
}

/** Filters of `u32` are in hash tables, which are told like filters: TCA_U32_DIVISOR comes first. */
const TCA_U32_DIVISOR = 4
const isHashTable = (view: DataView, kind: string, { at, length }: Span): boolean =>
  kind === 'u32' && length >= 4 && view.getUint16(at + 2, littleEndian) === TCA_U32_DIVISOR

const decodeFilter = (view: DataView, at: number, length: number): FilterAnswer => {
  const { ifindex, kind = '', options, chain = 0, info, handle } = filterAnswer.decode(view, at, length)
  if (options === undefined || isHashTable(view, kind, options)) return { ifindex, kind }
  const { id, ...details } = detailsOf(view, kind, options)
  const protocol = ((info & 0xff) << 8) | ((info >>> 8) & 0xff)
  const filter = { chain, priority: info >>> 16, protocol, handle, ...details }
  return { ifindex, kind, filter, ...(id === undefined ? {} : { id }) }
}

/** RTM_NEWTFILTER */
export const filter: Message<FilterAnswer> = {
  name: filterAnswer.name,
  types: filterAnswer.types,
  header: filterAnswer.header,
  attributes: filterAnswer.attributes,
  json: filterAnswer.json,
  parts: [filterAnswer, bpf],
  decode: decodeFilter,
  decodeInto: (target, view, at, length) => void Object.assign(target, decodeFilter(view, at, length)),
}
