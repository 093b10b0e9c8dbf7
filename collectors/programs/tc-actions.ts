import { attributes, eachAttribute, ignored, type UnknownAttribute } from '../wire/attributes.ts'
import type { Codec } from '../wire/codec.ts'
import { named, s32, u32 } from '../wire/scalars.ts'
import type { Shape } from '../wire/shape.ts'
import { struct } from '../wire/struct.ts'
import { cstring, hex } from '../wire/text.ts'
import { type TcAction, tcActionShape } from './record.ts'

const header = 'linux/pkt_cls.h'

/** TC_ACT_*: the low 28 bits of the last two are a number of actions, or a chain. */
const controls: { readonly [value: number]: string } = {
  [-1]: 'continue',
  0: 'ok',
  1: 'reclassify',
  2: 'drop',
  3: 'pipe',
  4: 'stolen',
  5: 'queued',
  6: 'repeat',
  7: 'redirect',
  8: 'trap',
}
const TC_ACT_JUMP = 1
const TC_ACT_GOTO_CHAIN = 2

const controlOf = (value: number): string => {
  const extended = value >>> 28
  if (extended === TC_ACT_JUMP) return `jump ${value & 0x0fff_ffff}`
  if (extended === TC_ACT_GOTO_CHAIN) return `goto chain ${value & 0x0fff_ffff}`
  return controls[value] ?? String(value)
}

/** The macro tc_gen, with which the parameters of nearly every action begin; here under the name of one of them. */
const tcGact = struct({ name: 'tc_gact', header: 'linux/tc_act/tc_gact.h', size: 20 }, { control: [8, s32, 'action'] })

/** `eaction`: bit by bit what of it is a redirection, and whether it goes in or out. */
const mirrorings = [undefined, 'egress redirect', 'egress mirror', 'ingress redirect', 'ingress mirror']
const tcMirred = struct(
  { name: 'tc_mirred', header: 'linux/tc_act/tc_mirred.h', size: 28 },
  {
    control: [8, s32, 'action'],
    action: [20, named(s32, { ...mirrorings }), 'eaction'],
    ifindex: [24, u32, 'ifindex'],
  },
)

const gact = attributes(
  { prefix: 'TCA_GACT_', header: 'linux/tc_act/tc_gact.h' },
  {
    times: [1, ignored, 'TM'],
    parameters: [2, tcGact, 'PARMS'],
    probability: [3, ignored, 'PROB'],
    pad: [4, ignored, 'PAD'],
  },
)

const mirred = attributes(
  { prefix: 'TCA_MIRRED_', header: 'linux/tc_act/tc_mirred.h' },
  { times: [1, ignored, 'TM'], parameters: [2, tcMirred, 'PARMS'], pad: [3, ignored, 'PAD'] },
)

const bpf = attributes(
  { prefix: 'TCA_ACT_BPF_', header: 'linux/tc_act/tc_bpf.h' },
  {
    times: [1, ignored, 'TM'],
    parameters: [2, tcGact, 'PARMS'],
    instructions: [3, ignored, 'OPS_LEN'],
    bytecode: [4, ignored, 'OPS'],
    descriptor: [5, ignored, 'FD'],
    name: [6, ignored, 'NAME'],
    pad: [7, ignored, 'PAD'],
    tag: [8, ignored, 'TAG'],
    id: [9, u32, 'ID'],
  },
)

export interface Span {
  readonly at: number
  readonly length: number
}

/** What only the kind can tell, which stands elsewhere. */
export const later: Codec<Span> = { json: {}, decode: (_view, at, length) => ({ at, length }) }

const action = attributes(
  { prefix: 'TCA_ACT_', header },
  {
    kind: [1, cstring, 'KIND'],
    options: [2, later, 'OPTIONS'],
    index: [3, ignored, 'INDEX'],
    stats: [4, ignored, 'STATS'],
    pad: [5, ignored, 'PAD'],
    cookie: [6, ignored, 'COOKIE'],
    flags: [7, ignored, 'FLAGS'],
    hardwareStats: [8, ignored, 'HW_STATS'],
    usedHardwareStats: [9, ignored, 'USED_HW_STATS'],
    inHardware: [10, ignored, 'IN_HW_COUNT'],
  },
)

const actionAt = (view: DataView, at: number, length: number): TcAction => {
  const { kind = '', options = { at, length: 0 } } = action.decode(view, at, length)
  const parameters = parametersOf[kind]?.(view, options.at, options.length)
  return { kind, ...(parameters ?? { options: attributesExcept(view, options, [timesOf[kind] ?? TCA_GACT_TM]) }) }
}

/** TCA_GACT_TM and its like: ages of an action, which change while nothing happens. Most kinds have it in one place. */
const TCA_GACT_TM = 1
const timesOf: { readonly [kind: string]: number | undefined } = {
  connmark: 2,
  csum: 2,
  ct: 2,
  ctinfo: 2,
  ife: 2,
  nat: 2,
  police: 6,
  xt: 5,
}

/** A list of attributes as they came, but for these. */
export const attributesExcept = (
  view: DataView,
  span: Span,
  left: readonly (number | undefined)[],
): readonly UnknownAttribute[] => {
  const kept: UnknownAttribute[] = []
  eachAttribute(view, span, (type, at, length) => {
    if (!left.includes(type)) kept.push({ type, bytes: hex.decode(view, at, length) })
  })
  return kept
}

/** The older form of an action: parameters of the kind `police` without the rest. */
export const policeAt = (view: DataView, span: Span): TcAction => ({
  kind: 'police',
  options: attributesExcept(view, span, [timesOf['police']]),
})

type Parameters = (view: DataView, at: number, length: number) => Omit<TcAction, 'kind'>

const parametersOf: { readonly [kind: string]: Parameters | undefined } = {
  gact: (...span) => {
    const { parameters } = gact.decode(...span)
    return parameters === undefined ? {} : { control: controlOf(parameters.control) }
  },
  mirred: (...span) => {
    const { parameters } = mirred.decode(...span)
    if (parameters === undefined) return {}
    const { control, action, ifindex } = parameters
    return { control: controlOf(control), mirred: { action, ifindex } }
  },
  bpf: (...span) => {
    const { parameters, id } = bpf.decode(...span)
    return {
      ...(parameters === undefined ? {} : { control: controlOf(parameters.control) }),
      ...(id === undefined ? {} : { id }),
    }
  },
}

const listShape: Shape<readonly TcAction[]> = { json: { type: 'array', items: tcActionShape.json } }

/** A list of actions: one attribute each, whose number is its place. */
export const tcActions: Codec<readonly TcAction[]> = {
  json: listShape.json,
  parts: [action, gact, mirred, bpf],
  decode: (view, at, length) => {
    const actions: TcAction[] = []
    eachAttribute(view, { at, length }, (_, start, size) => actions.push(actionAt(view, start, size)))
    return actions
  },
}
