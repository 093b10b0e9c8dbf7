import type { Context } from './context.ts'
import { decideAmong } from './decide.ts'
import { drop } from './drop.ts'

const answers = ['the packet goes on', 'the packet is dropped']

/**
 * NF_QUEUE (nf_queue, net/netfilter/nf_queue.c): a program of user space decides. Without a program the packet is dropped, or with
 * `bypass` it goes on with what follows this base chain. No snapshot tells whether a program listens, nor what it says.
 * @param queue its number, or a range of numbers
 */
export const toQueue = (context: Context, queue: string, bypass: boolean): 'accept' | 'drop' => {
  const on = () =>
    bypass
      ? `what the program at queue ${queue} says, if there is one`
      : `whether a program listens at queue ${queue}, and what it says`
  if (decideAmong(context, on, answers) === 0) return 'accept'
  return drop(context, 'queued', () => `it is given to queue ${queue}, and nobody gives it back`)
}
