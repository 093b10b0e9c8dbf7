import type { Writer } from './writer.ts'

/** Weave Net. */
export const weave: Writer = {
  name: 'Weave Net',
  chains: [{ name: /^WEAVE(-|$)/, about: 'a chain of Weave Net' }],
}
