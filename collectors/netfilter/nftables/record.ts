import { unknownAttribute } from '../../wire/attributes.ts'
import {
  count,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  optional,
  record,
  type Shape,
  text,
} from '../../wire/shape.ts'
import { type Verdict, verdictShape } from './data.ts'
import { expression } from './expressions/index.ts'
import { stateful } from './expressions/stateful.ts'
import { familyShape } from './families.ts'
import { objectShape } from './objects/index.ts'

/** Attributes of a newer kernel. */
const unknown = optional(list(unknownAttribute))
/** User data (bytes that the program that wrote the ruleset left for itself) beyond the comment, in hexadecimal. */
const otherUserdata = optional(text)

export const nftRuleShape = record({
  handle: count,
  /** Handle of the rule before it; absent for the first of a chain. */
  position: optional(count),
  comment: optional(text),
  otherUserdata,
  /** Kernels only ever take it. */
  compat: optional(record({ protocol: optional(integer), flags: optional(list(text)) })),
  expressions: list(expression),
  unknown,
})
export type NftRule = Infer<typeof nftRuleShape>

/** Where packets enter a chain, if they do not only come by jumps. */
const baseShape = record({
  /** In the words of the nft language, or the number. */
  hook: text,
  priority: integer,
  /** `filter`, `nat` or `route`. */
  type: text,
  policy: text,
  /** Of the netdev family, and of inet at its ingress hook; a name that ends in `*` is a prefix. */
  devices: list(text),
  /** Only where counting was asked for: what the policy decided. */
  packets: optional(count),
  bytes: optional(count),
})

export const nftChainShape = record({
  name: text,
  handle: count,
  /** `base`, `hw-offload`, `binding` (it has no name of its own). */
  flags: list(text),
  base: nullable(baseShape),
  comment: optional(text),
  otherUserdata,
  rules: list(nftRuleShape),
  unknown,
})
export type NftChain = Infer<typeof nftChainShape>

const dataShape: Shape<string | Verdict> = { json: { anyOf: [text.json, verdictShape.json] } }

/**
 * An element of a set. In a set of intervals without concatenation, an interval is two elements: where it begins, and the
 * first key beyond it with `intervalEnd`; they come in no order.
 */
export const nftElementShape = record({
  /** In hexadecimal; absent for the one that catches all. */
  key: optional(text),
  /** Of intervals of concatenated keys: the last, with `key` the first. */
  keyEnd: optional(text),
  catchall: optional(flag),
  intervalEnd: optional(flag),
  /** By nft in its user data: the interval has no end. */
  intervalOpen: optional(flag),
  /** Of a map. */
  data: optional(dataShape),
  /** Of a map of objects: the name of one. */
  object: optional(text),
  timeoutMs: optional(count),
  expirationMs: optional(count),
  comment: optional(text),
  otherUserdata,
  expressions: optional(list(stateful)),
  unknown,
})
export type NftElement = Infer<typeof nftElementShape>

export const nftSetShape = record({
  name: text,
  handle: count,
  /** `anonymous`, `constant`, `interval`, `map`, `timeout`, `eval`, `object`, `concat`, `expr`. */
  flags: list(text),
  /** As nft numbers its data types; of a concatenation 6 bits each. */
  keyType: integer,
  /** Bytes. */
  keyLength: integer,
  /** Of a map: the same for the data; 0xffffff00 for verdicts. */
  dataType: optional(integer),
  dataLength: optional(integer),
  objectType: optional(text),
  timeoutMs: optional(count),
  gcIntervalMs: optional(integer),
  /** `performance` or `memory`. */
  policy: optional(text),
  /** Most elements. */
  size: optional(integer),
  /** Bytes of each part of a concatenated key. */
  fieldLengths: optional(list(integer)),
  /** Since 6.16: which data structure the kernel chose, and how many elements it has. */
  backend: optional(text),
  count: optional(integer),
  comment: optional(text),
  /** What nft notes for itself: `host` or `big`. */
  keyByteorder: optional(text),
  dataByteorder: optional(text),
  mergeElements: optional(flag),
  dataInterval: optional(flag),
  /** The expression that `typeof` names, in nft's encoding, in hexadecimal. */
  keyTypeof: optional(text),
  dataTypeof: optional(text),
  otherUserdata,
  /** Those that every new element gets for itself. */
  expressions: optional(list(stateful)),
  elements: list(nftElementShape),
  unknown,
})
export type NftSet = Infer<typeof nftSetShape>

export const nftObjectShape = record({
  name: text,
  handle: count,
  data: objectShape,
  comment: optional(text),
  otherUserdata,
  unknown,
})
export type NftObject = Infer<typeof nftObjectShape>

export const nftFlowtableShape = record({
  name: text,
  handle: count,
  /** `hw-offload`, `counter`. */
  flags: list(text),
  hook: text,
  priority: integer,
  devices: list(text),
  unknown,
})
export type NftFlowtable = Infer<typeof nftFlowtableShape>

/** One table of nf_tables with all that is in it. Names and comments are bytes of whoever wrote the ruleset. */
export const nftTableShape = record({
  family: familyShape,
  name: text,
  handle: count,
  /** `dormant`, `owner`, `persist`. */
  flags: list(text),
  /** Netlink port of the process that owns it. */
  owner: optional(integer),
  comment: optional(text),
  otherUserdata,
  /** Of the whole ruleset of the namespace when it was read. */
  generation: integer,
  chains: list(nftChainShape),
  sets: list(nftSetShape),
  objects: list(nftObjectShape),
  flowtables: list(nftFlowtableShape),
  unknown,
})
export type NftTable = Infer<typeof nftTableShape>
