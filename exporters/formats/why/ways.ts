import type { Answer, PathStep } from '../../../agent/reachability/answer.ts'

/** Rules that only lead on to others, and policies that change nothing, are for those who want to see everything. */
export const isTelling = ({ step, detail }: PathStep, next: PathStep | undefined): boolean => {
  switch (step) {
    case 'hook':
    case 'looked':
      return false
    case 'chain':
      return !detail.endsWith(', policy accept')
    case 'rule':
      return !/ #\d+, (jump|goto|return|continue|matches)\b/.test(detail)
    case 'neighbour':
      // The question; its answer follows.
      return !(detail.endsWith(' INCOMPLETE') && next?.step === 'neighbour')
    default:
      return true
  }
}

export const isDelivered = (steps: Answer['reply']): boolean => steps.length === 0 || steps.at(-1)?.step === 'delivery'

/** The answer to the last connection: where a proxy makes one, its success decides. */
export const lastAnswer = (reply: Answer['reply']): Answer['reply'] => {
  const at = reply.findIndex(({ step }) => step === 'proxy')
  return at === -1 ? reply : reply.slice(0, at)
}

/** On which way the packet was lost; null: on none, or an error or a refusal came back. */
export const lostOn = ({ verdict, reply }: Answer): 'there' | 'back' | null => {
  const back = lastAnswer(reply)
  if (verdict !== 'unreachable') return null
  if (back.length === 0) return 'there'
  return isDelivered(back) ? null : 'back'
}
