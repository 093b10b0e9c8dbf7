import { toQueue } from '../../to-queue.ts'
import { accepted, contextOf, droppedElsewhere, type Operation } from '../machine.ts'
import type { ExpressionOf } from './kinds.ts'

/** A program decides (nft_queue_eval, net/netfilter/nft_queue.c); when it lets the packet by, this chain has ended. */
export const queue = ({ num = 0, total = 1, flags = [], sregQnum }: ExpressionOf<'queue'>): Operation => {
  const numbers = total > 1 ? `${num}-${num + total - 1}` : String(num)
  const name = sregQnum === undefined ? numbers : 'that a register names'
  const bypass = flags.includes('bypass')
  return (machine) => (toQueue(contextOf(machine), name, bypass) === 'accept' ? accepted : droppedElsewhere)
}
