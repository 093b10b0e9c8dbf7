import type { XtTarget } from '../../../collectors/netfilter/xtables/record.ts'

const words = { accept: 'ACCEPT', drop: 'DROP', queue: 'QUEUE', return: 'RETURN' } as const

/** A verdict or a policy as the tools write it. */
export const verdictWord = (verdict: Extract<XtTarget, { readonly kind: 'verdict' }>['verdict']): string =>
  words[verdict]
