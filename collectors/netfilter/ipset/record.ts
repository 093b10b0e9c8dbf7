import { type Infer, integer, list, nullable, oneOf, optional, record, text } from '../../wire/shape.ts'
import { ipsetMember } from './member.ts'
import { type SetOptions, setOptions } from './set-options.ts'

/** The addresses of a set's members; `unspecified` where it has none (`hash:mac`, `bitmap:port`, `list:set`). */
export const setFamilies = ['unspecified', 'ipv4', 'ipv6'] as const

/** What `ipset list` tells of a set before its members. */
export const ipsetHeaderShape = record({
  name: text,
  /** By which rules mean it (xt_set). It stays when a set is renamed, and goes with the content when two are swapped. */
  index: nullable(integer),
  /** Method and dimensions: `hash:ip,port`. */
  type: text,
  revision: integer,
  family: oneOf(setFamilies),
  options: setOptions,
})
export type IpsetHeader = Infer<typeof ipsetHeaderShape>
export type { SetOptions }

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
