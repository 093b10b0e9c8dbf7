import { type Infer, integer, list, nullable, oneOf, optional, record, text } from '../../wire/shape.ts'
import { ipsetMember } from './member.ts'
import { setOptions } from './set-options.ts'

/** The addresses of a set's members; `unspecified` where it has none (`hash:mac`, `bitmap:port`, `list:set`). */
export const setFamilies = ['unspecified', 'ipv4', 'ipv6'] as const

/** What `ipset list` tells of a set before its members. */
const ipsetHeaderShape = record({
  name: text,
  /** By which rules mean it (xt_set). A set that is renamed keeps it; two that are swapped exchange what they hold, not their indexes. */
  index: nullable(integer),
  /** Method and dimensions: `hash:ip,port`. */
  type: text,
  revision: integer,
  family: oneOf(setFamilies),
  options: setOptions,
})
export type IpsetHeader = Infer<typeof ipsetHeaderShape>

/** A set of ip_set with its members. */
export const ipsetShape = record({
  name: text,
  index: nullable(integer),
  type: text,
  revision: integer,
  family: oneOf(setFamilies),
  options: setOptions,
  members: list(ipsetMember),
  /** How many more there are, where only so many were wanted. */
  membersLeftOut: optional(integer),
})
export type Ipset = Infer<typeof ipsetShape>
