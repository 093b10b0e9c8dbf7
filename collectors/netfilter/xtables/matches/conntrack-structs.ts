import { type Codec, type FixedCodec, mapped } from '../../../wire/codec.ts'
import { be16, u16, u32 } from '../../../wire/scalars.ts'
import { type Infer, integer, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { ports } from '../port-range.ts'
import { conntrackParts, states, states8, statuses, statuses8 } from './conntrack-bits.ts'

const header = 'linux/netfilter/xt_conntrack.h'

const shape = record({
  match: conntrackParts,
  invert: conntrackParts,
  states,
  statuses,
  /** IPPROTO_* of the connection. */
  protocol: integer,
  originalSource: text,
  originalSourceMask: text,
  originalDestination: text,
  originalDestinationMask: text,
  replySource: text,
  replySourceMask: text,
  replyDestination: text,
  replyDestinationMask: text,
  originalSourcePorts: ports,
  originalDestinationPorts: ports,
  replySourcePorts: ports,
  replyDestinationPorts: ports,
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

/** Revisions 1 and 2: one port each, in network byte order. */
const onePort = {
  originalSourcePort: [138, be16, 'origsrc_port'],
  originalDestinationPort: [140, be16, 'origdst_port'],
  replySourcePort: [142, be16, 'replsrc_port'],
  replyDestinationPort: [144, be16, 'repldst_port'],
} as const

interface OnePort {
  readonly originalSourcePort: number
  readonly originalDestinationPort: number
  readonly replySourcePort: number
  readonly replyDestinationPort: number
}

const one = (port: number): { readonly from: number; readonly to: number } => ({ from: port, to: port })

const withRanges = <T extends OnePort>(value: T) => {
  const { originalSourcePort, originalDestinationPort, replySourcePort, replyDestinationPort, ...rest } = value
  return {
    ...rest,
    originalSourcePorts: one(originalSourcePort),
    originalDestinationPorts: one(originalDestinationPort),
    replySourcePorts: one(replySourcePort),
    replyDestinationPorts: one(replyDestinationPort),
  }
}

export const revision1 = (address: FixedCodec<string>): Codec<Conntrack> =>
  mapped(
    struct(
      { name: 'xt_conntrack_mtinfo1', header, size: 152 },
      {
        ...beginning(address),
        ...onePort,
        states: [150, states8, 'state_mask'],
        statuses: [151, statuses8, 'status_mask'],
      },
    ),
    shape,
    withRanges,
  )

export const revision2 = (address: FixedCodec<string>): Codec<Conntrack> =>
  mapped(
    struct(
      { name: 'xt_conntrack_mtinfo2', header, size: 154 },
      {
        ...beginning(address),
        ...onePort,
        states: [150, states, 'state_mask'],
        statuses: [152, statuses, 'status_mask'],
      },
    ),
    shape,
    withRanges,
  )

export const revision3 = (address: FixedCodec<string>): Codec<Conntrack> =>
  mapped(
    struct(
      { name: 'xt_conntrack_mtinfo3', header, size: 162 },
      {
        ...beginning(address),
        originalSourcePort: [138, u16, 'origsrc_port'],
        originalDestinationPort: [140, u16, 'origdst_port'],
        replySourcePort: [142, u16, 'replsrc_port'],
        replyDestinationPort: [144, u16, 'repldst_port'],
        states: [150, states, 'state_mask'],
        statuses: [152, statuses, 'status_mask'],
        originalSourcePortHigh: [154, u16, 'origsrc_port_high'],
        originalDestinationPortHigh: [156, u16, 'origdst_port_high'],
        replySourcePortHigh: [158, u16, 'replsrc_port_high'],
        replyDestinationPortHigh: [160, u16, 'repldst_port_high'],
      },
    ),
    shape,
    ({
      originalSourcePort,
      originalDestinationPort,
      replySourcePort,
      replyDestinationPort,
      originalSourcePortHigh,
      originalDestinationPortHigh,
      replySourcePortHigh,
      replyDestinationPortHigh,
      ...rest
    }) => ({
      ...rest,
      originalSourcePorts: { from: originalSourcePort, to: originalSourcePortHigh },
      originalDestinationPorts: { from: originalDestinationPort, to: originalDestinationPortHigh },
      replySourcePorts: { from: replySourcePort, to: replySourcePortHigh },
      replyDestinationPorts: { from: replyDestinationPort, to: replyDestinationPortHigh },
    }),
  )
