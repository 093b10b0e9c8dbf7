import type { Context } from '../../context.ts'

/**
 * What a target answers. `continue`: the next rule (XT_CONTINUE, EBT_CONTINUE); `return`: back to where the chain was jumped to
 * from. `drop`: the packet has ended, and `lose` was told; `stolen`: somebody else has it now.
 */
export type TargetVerdict = 'continue' | 'accept' | 'drop' | 'return' | 'stolen'

/** What a target does with a packet, made once for a rule. It may change the packet. */
export type Target = (context: Context) => TargetVerdict

/** Makes the target of a rule from its parameters. */
export type TargetOf<T> = (info: T) => Target
