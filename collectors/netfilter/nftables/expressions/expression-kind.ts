import type { Attributes } from '../../../wire/attributes.ts'
import type { JsonSchema } from '../../../wire/shape.ts'
import type { XtFamily } from '../../xtables/extension.ts'

/** One kind of expression (NFTA_EXPR_NAME), as the kernel describes it in NFTA_EXPR_DATA. */
export interface ExpressionKind<T> {
  readonly name: string
  readonly data: Attributes<T>
  /** Where the value is not simply what the attributes say. */
  readonly value?: ExpressionValue<unknown>
}

/** Fields of an expression. The structs of x_tables mean other things in other families. */
export interface ExpressionValue<T> {
  readonly json: JsonSchema
  readonly decode: (view: DataView, at: number, length: number, family: XtFamily) => T
}
