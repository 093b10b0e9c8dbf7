import type { Codec, FixedCodec } from '../../../wire/codec.ts'
import { be16, u16, u32 } from '../../../wire/scalars.ts'
import { type Infer, integer, nullable, record, text } from '../../../wire/shape.ts'
import { type Struct, struct } from '../../../wire/struct.ts'
import { chosen, type Fields } from '../chosen.ts'
import { type Ports, ports } from '../port-range.ts'
import { conntrackParts, states, states8, statuses, statuses8 } from './conntrack-bits.ts'

const header = 'linux/netfilter/xt_conntrack.h'

const shape = record({
  match: conntrackParts,
  invert: conntrackParts,
  states,
  statuses,
  /** IPPROTO_* of the connection. */
  protocol: integer,
  /** Addresses and ports are null where they are not compared. */
  originalSource: nullable(text),
  originalSourceMask: nullable(text),
  originalDestination: nullable(text),
  originalDestinationMask: nullable(text),
  replySource: nullable(text),
  replySourceMask: nullable(text),
  replyDestination: nullable(text),
  replyDestinationMask: nullable(text),
  originalSourcePorts: nullable(ports),
  originalDestinationPorts: nullable(ports),
  replySourcePorts: nullable(ports),
  replyDestinationPorts: nullable(ports),
  /** Seconds that the connection has left. */
  minExpires: integer,
  maxExpires: integer,
})
export type Conntrack = Infer<typeof shape>

/** What all revisions begin with. */
const beginning = (address: FixedCodec<string>) =>
  ({
    originalSource: [0, address, 'origsrc_addr'],
    originalSourceMask: [16, address, 'origsrc_mask'],
    originalDestination: [32, address, 'origdst_addr'],
    originalDestinationMask: [48, address, 'origdst_mask'],
    replySource: [64, address, 'replsrc_addr'],
    replySourceMask: [80, address, 'replsrc_mask'],
    replyDestination: [96, address, 'repldst_addr'],
    replyDestinationMask: [112, address, 'repldst_mask'],
    minExpires: [128, u32, 'expires_min'],
    maxExpires: [132, u32, 'expires_max'],
    protocol: [136, u16, 'l4proto'],
    match: [146, conntrackParts, 'match_flags'],
    invert: [148, conntrackParts, 'invert_flags'],
  }) as const

/** Revisions 1 and 2 have one port each, in network byte order. */
const portsOf = (port: FixedCodec<number>) =>
  ({
    originalSourcePort: [138, port, 'origsrc_port'],
    originalDestinationPort: [140, port, 'origdst_port'],
    replySourcePort: [142, port, 'replsrc_port'],
    replyDestinationPort: [144, port, 'repldst_port'],
  }) as const

const highPorts = {
  originalSourcePortHigh: [154, u16, 'origsrc_port_high'],
  originalDestinationPortHigh: [156, u16, 'origdst_port_high'],
  replySourcePortHigh: [158, u16, 'replsrc_port_high'],
  replyDestinationPortHigh: [160, u16, 'repldst_port_high'],
} as const

const structs = {
  1: (address: FixedCodec<string>) =>
    struct(
      { name: 'xt_conntrack_mtinfo1', header, size: 152 },
      {
        ...beginning(address),
        ...portsOf(be16),
        states: [150, states8, 'state_mask'],
        statuses: [151, statuses8, 'status_mask'],
      },
    ),
  2: (address: FixedCodec<string>) =>
    struct(
      { name: 'xt_conntrack_mtinfo2', header, size: 154 },
      {
        ...beginning(address),
        ...portsOf(be16),
        states: [150, states, 'state_mask'],
        statuses: [152, statuses, 'status_mask'],
      },
    ),
  3: (address: FixedCodec<string>) =>
    struct(
      { name: 'xt_conntrack_mtinfo3', header, size: 162 },
      {
        ...beginning(address),
        ...portsOf(u16),
        states: [150, states, 'state_mask'],
        statuses: [152, statuses, 'status_mask'],
        ...highPorts,
      },
    ),
} as const

type Raw = Infer<ReturnType<(typeof structs)[2]>> & Partial<Pick<Infer<ReturnType<(typeof structs)[3]>>, High>>
type High = keyof typeof highPorts

/** Addresses and ports are decoded where they are compared: mostly they are not. */
const choose = (fields: Fields<Raw>, view: DataView, at: number): Conntrack => {
  const match = fields.match(view, at)
  const ports = (port: keyof ReturnType<typeof portsOf>): Ports => {
    const from = fields[port](view, at)
    const high: Fields<Raw>[High] | undefined = fields[`${port}High`]
    return { from, to: high?.(view, at) ?? from }
  }
  return {
    match,
    invert: fields.invert(view, at),
    states: fields.states(view, at),
    statuses: fields.statuses(view, at),
    protocol: fields.protocol(view, at),
    originalSource: match.originalSource ? fields.originalSource(view, at) : null,
    originalSourceMask: match.originalSource ? fields.originalSourceMask(view, at) : null,
    originalDestination: match.originalDestination ? fields.originalDestination(view, at) : null,
    originalDestinationMask: match.originalDestination ? fields.originalDestinationMask(view, at) : null,
    replySource: match.replySource ? fields.replySource(view, at) : null,
    replySourceMask: match.replySource ? fields.replySourceMask(view, at) : null,
    replyDestination: match.replyDestination ? fields.replyDestination(view, at) : null,
    replyDestinationMask: match.replyDestination ? fields.replyDestinationMask(view, at) : null,
    originalSourcePorts: match.originalSourcePorts ? ports('originalSourcePort') : null,
    originalDestinationPorts: match.originalDestinationPorts ? ports('originalDestinationPort') : null,
    replySourcePorts: match.replySourcePorts ? ports('replySourcePort') : null,
    replyDestinationPorts: match.replyDestinationPorts ? ports('replyDestinationPort') : null,
    minExpires: fields.minExpires(view, at),
    maxExpires: fields.maxExpires(view, at),
  }
}

/** The struct of a revision; one value for all. */
export const conntrackRevision =
  (revision: keyof typeof structs) =>
  (address: FixedCodec<string>): Codec<Conntrack> =>
    chosen(structs[revision](address) as Struct<Raw>, shape, choose)
