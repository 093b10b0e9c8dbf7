import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import type { DataType, Order } from './data-types.ts'
import type { Json } from './json.ts'
import type { Field, Protocol } from './protocols/protocol.ts'

/** What a value is: without it bytes are only bytes. */
export interface Kind {
  readonly type: DataType
  readonly order: Order
  readonly bits: number
}

/** Bytes that a rule or a set brings along, before their meaning is known. */
export interface Literal {
  readonly kind: 'literal'
  readonly hex: string
}

/** A number of a known type. */
export interface Constant {
  readonly kind: 'constant'
  readonly number: bigint
  readonly bits: number
  readonly type: DataType
}

/** Text of a known type, as it is written (`eth*`). */
export interface Characters {
  readonly kind: 'characters'
  readonly text: string
}

export interface Prefix {
  readonly kind: 'prefix'
  readonly of: Tree
  readonly length: number
}

export interface Range {
  readonly kind: 'range'
  readonly low: Tree
  readonly high: Tree
}

/** Flags of which any one will do. */
interface List {
  readonly kind: 'list'
  readonly members: readonly Tree[]
}

/** Values one behind the other: `ip saddr . tcp dport`. */
interface Concatenation {
  readonly kind: 'concatenation'
  readonly parts: readonly Tree[]
}

export interface Operation extends Kind {
  readonly kind: 'operation'
  readonly operator: '&' | '|' | '^' | '<<' | '>>'
  readonly left: Tree
  readonly right: Tree
}

/** Numbers of the other byte order; nobody writes that down. */
interface Swapped {
  readonly kind: 'swapped'
  readonly of: Tree
}

/** What the kernel knows and puts into a register, written in a way that depends on nothing else. */
export interface Load extends Kind {
  readonly kind: 'load'
  readonly json: Json
  readonly text: string
  /** `meta`, `ct`, `rt`: only values of one source make a range from two comparisons. */
  readonly source: string
  readonly key?: string
  /** Of an extension header or option: the protocol that it belongs to. */
  readonly implies?: Protocol
  /** Of an extension header or option. */
  readonly part?: HeaderPart
}

/** What is asked of an extension header or an option: all in bits. */
export interface HeaderPart {
  /** NFT_EXTHDR_OP_*, as collectors name them. */
  readonly op: string
  readonly type: number
  readonly offset: number
  readonly bits: number
  /** Only whether it is there. */
  readonly present: boolean
}

/** What an expression that we have no words for puts into a register. */
export interface UnknownLoad {
  readonly kind: 'unknown-load'
  readonly expression: Expression
}

/** Addresses of a connection: of which family only the rest of the rule tells. */
export interface CtAddress extends Kind {
  readonly kind: 'ct-address'
  readonly key: 'saddr' | 'daddr'
  readonly direction: 'original' | 'reply' | null
}

/** Bytes of the packet; offsets and lengths in bits. */
export interface Payload extends Kind {
  readonly kind: 'payload'
  readonly layer: Layer
  readonly offset: number
  /** Once the protocol is known. */
  readonly protocol?: Protocol
  readonly field?: Field
}

/** Where in a packet an offset begins, numbered as the protocols are stacked. */
export const layers = { device: 0, link: 1, network: 2, transport: 3, inner: 4 } as const
export type Layer = (typeof layers)[keyof typeof layers]

export interface Hash extends Kind {
  readonly kind: 'hash'
  /** Null: of the connection (`symhash`). */
  readonly of: Tree | null
  readonly modulus: number
  readonly seed: number | null
  readonly offset: number
}

export interface SetName {
  readonly kind: 'set-name'
  readonly name: string
}

export interface SetLiteral {
  readonly kind: 'set-literal'
  readonly elements: readonly Element[]
}

/** An element of a set or a map. */
export interface Element {
  readonly kind: 'element'
  readonly key: Tree
  readonly data: Tree | null
  /** Milliseconds; null where there is none. */
  readonly timeout: bigint | null
  readonly expires: bigint | null
  readonly comment: string | null
  readonly statements: readonly Statement[]
}

export interface MapLookup {
  readonly kind: 'map-lookup'
  readonly key: Tree
  readonly map: SetName | SetLiteral
  readonly verdicts: boolean
  readonly dataKind: Kind | null
}

export interface VerdictTree {
  readonly kind: 'verdict'
  readonly verdict: string
  readonly chain: string | null
}

/** The name of an object. */
interface ObjectName {
  readonly kind: 'object-name'
  readonly name: string
}

/** The other half of a register's value: written with the first half. */
interface Within {
  readonly kind: 'within'
  readonly of: Tree
}

/** What an expression of a rule means, as it is written in the nft language. */
export type Tree =
  | Literal
  | Constant
  | Characters
  | Prefix
  | Range
  | List
  | Concatenation
  | Operation
  | Swapped
  | Load
  | UnknownLoad
  | CtAddress
  | Payload
  | Hash
  | SetName
  | SetLiteral
  | Element
  | MapLookup
  | VerdictTree
  | ObjectName
  | Within

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '!'

/** The rule ends where this is not so. */
export interface Match {
  readonly kind: 'match'
  readonly operator: Comparison
  readonly left: Tree
  readonly right: Tree
}

/** A verdict by a map. */
interface TreeStatement {
  readonly kind: 'tree'
  readonly tree: Tree
}

/** Any other: what it is called, and its parts. */
export interface Written {
  readonly kind: 'written'
  readonly json: (write: (tree: Tree) => Json) => Json
  readonly text: (write: (tree: Tree) => string) => string
}

export type Statement = Match | TreeStatement | Written
