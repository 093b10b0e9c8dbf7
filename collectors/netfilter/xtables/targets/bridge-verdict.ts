import { mapped } from '../../../wire/codec.ts'
import { s32 } from '../../../wire/scalars.ts'
import { text } from '../../../wire/shape.ts'

const verdicts: { readonly [value: number]: string | undefined } = {
  [-1]: 'accept',
  [-2]: 'drop',
  [-3]: 'continue',
  [-4]: 'return',
}

/**
 * EBT_ACCEPT, EBT_DROP, EBT_CONTINUE or EBT_RETURN (linux/netfilter_bridge/ebtables.h): what happens after a target has done its work.
 * Only EBT_VERDICT_BITS say it; some targets keep flags in the others.
 */
export const bridgeVerdict = mapped(s32, text, (target) => verdicts[target | ~0xf] ?? `${target}`)

export const verdictWords = (option: string, verdict: string): readonly string[] => [option, verdict.toUpperCase()]
