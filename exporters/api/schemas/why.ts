import { answerShape } from '../../../agent/reachability/answer.ts'
import { withDescriptions } from './described.ts'

/** Whether one can reach another, and if not, why. */
export const whySchema = withDescriptions(answerShape.json, {
  endpoint: 'As it was written.',
  netns: 'Inode of the network namespace; null: not known, or beyond the uplink.',
  verdict: 'Uncertain only where it depends on what no snapshot can hold; `assumptions` says on what.',
  outcome: 'What a program in the source sees: the error of its connect(), sendto() or recv(), in words.',
  cause: 'Null for what is reachable.',
  id: 'Of the failure catalogue.',
  remedy: 'Commands that can be pasted; a line that begins with `#` is advice.',
  rule: 'The rule that is to blame.',
  position: "From 1; 0: the chain's policy.",
  author: 'Who wrote it; null: nobody that is known.',
  more: 'Where it is documented.',
  furtherCauses: 'What would stop it next, were the cause mended.',
  warnings: 'Reachable, and yet worth knowing.',
  path: 'Every decision about the request, in order.',
  reply: 'Every decision about the answer, or about the error that came back.',
  step: 'What kind of decision. `looked`: a rule that did not match.',
  object: 'Key in the graph of what decided.',
  before: 'The packet before it was rewritten.',
  after: 'The packet after that.',
  assumptions: 'On what it depends, and what happens otherwise.',
  takenAt: 'When the snapshot was taken.',
  verified: 'What a real packet met; only of the command.',
})
