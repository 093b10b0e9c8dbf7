import type { Expression } from '../../../../../collectors/netfilter/nftables/expressions/index.ts'
import { decideMatch } from '../../decide.ts'
import { contextOf, type Operation } from '../machine.ts'
import { spoil } from '../registers.ts'
import { bitwise } from './bitwise.ts'
import { byteorder } from './byteorder.ts'
import { cmp } from './cmp.ts'
import { ct } from './ct.ts'
import { dynset } from './dynset.ts'
import { exthdr } from './exthdr.ts'
import { fib } from './fib.ts'
import { flowOffload } from './flow-offload.ts'
import { fwd } from './fwd.ts'
import { hash } from './hash.ts'
import { immediate } from './immediate.ts'
import { inner } from './inner.ts'
import type { ExpressionOf } from './kinds.ts'
import { lookup } from './lookup.ts'
import { masq } from './masq.ts'
import { match } from './match.ts'
import { meta } from './meta.ts'
import { nat } from './nat.ts'
import { notrack } from './notrack.ts'
import { numgen } from './numgen.ts'
import { objref } from './objref.ts'
import { osf } from './osf.ts'
import { payload } from './payload.ts'
import { queue } from './queue.ts'
import { range } from './range.ts'
import { redir } from './redir.ts'
import { reject } from './reject.ts'
import { rt } from './rt.ts'
import { socket } from './socket.ts'
import { runStateful } from './stateful.ts'
import { synproxy } from './synproxy.ts'
import { target } from './target.ts'
import { tproxy } from './tproxy.ts'
import { tunnel } from './tunnel.ts'
import { xfrm } from './xfrm.ts'

type Compile<K extends Expression['kind']> = (expression: ExpressionOf<K>) => Operation

/** It tells, counts or copies: the packet goes on as it was. */
const watches = (): Operation => nothing
const nothing: Operation = () => null

/** Tokens, bytes or connections that are used up. */
const counting =
  (expression: ExpressionOf<'limit' | 'quota' | 'connlimit'>): Operation =>
  (machine) =>
    runStateful(machine, expression, null) ? null : 'break'

/** What every kind of expression does with a packet. */
const compilers: { readonly [K in Expression['kind']]: Compile<K> } = {
  bitwise,
  byteorder,
  cmp,
  connlimit: counting,
  counter: watches,
  ct,
  dup: watches,
  dynset,
  exthdr,
  fib,
  flow_offload: flowOffload,
  fwd,
  hash,
  immediate,
  inner,
  last: watches,
  limit: counting,
  log: watches,
  lookup,
  masq,
  match,
  meta,
  nat,
  notrack,
  numgen,
  objref,
  osf,
  // Of a kernel that is newer than this program: it may match, or not, and put anything anywhere.
  other: ({ name }) => {
    const unknown = { unknown: `what the expression ${name} says` }
    return (machine) => {
      spoil(machine.registers, 0, machine.registers.bytes.length, { ...unknown, values: null })
      return decideMatch(contextOf(machine), unknown) ? null : 'break'
    }
  },
  payload,
  queue,
  quota: counting,
  range,
  redir,
  reject,
  rt,
  socket,
  synproxy,
  target,
  tproxy,
  tunnel,
  xfrm,
}

/** An expression, ready for packets. */
export const operationOf = (expression: Expression): Operation =>
  (compilers[expression.kind] as Compile<Expression['kind']>)(expression as never)
