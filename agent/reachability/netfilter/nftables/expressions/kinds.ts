import type { Expression } from '../../../../../collectors/netfilter/nftables/expressions/index.ts'
import type { Connection, Direction } from '../../conntrack/connection.ts'
import type { Machine, Outcome } from '../machine.ts'

/** The record of an expression of one kind. */
export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>

/** Loads a key of `meta` into a register. */
export type MetaLoad = (machine: Machine, to: number) => Outcome

/** Loads a key of `ct` into a register. @param direction null: of the whole connection */
export type CtLoad = (machine: Machine, connection: Connection, to: number, direction: Direction | null) => Outcome
