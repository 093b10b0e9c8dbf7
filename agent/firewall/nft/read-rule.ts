import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftRule } from '../../../collectors/netfilter/nftables/record.ts'
import type { Statement } from './expression-tree.ts'
import { createContext } from './packet-context.ts'
import { createRegisters } from './registers.ts'
import { addStatement, addWords, type RuleState, some, type TableIndex } from './rule-state.ts'
import { bitwise, byteorder } from './statements/arithmetic.ts'
import { dup, fwd, queue } from './statements/elsewhere.ts'
import { loadReaders } from './statements/loads.ts'
import { log } from './statements/log.ts'
import { ctSet, exthdrSet, metaSet, payloadSet } from './statements/mangle.ts'
import { cmp, lookup, range } from './statements/matches.ts'
import { masq, nat, redir, tproxy } from './statements/nat.ts'
import { reject } from './statements/reject.ts'
import { dynset, objref, stateful } from './statements/set-statements.ts'
import { type ChainLines, immediate } from './statements/verdict.ts'
import { match, target } from './statements/xtables.ts'
import { unknownStatement } from './unknown-expression.ts'
import { visible } from './visible-text.ts'

const synproxyWords = (
  state: RuleState,
  { mss = 0, wscale = 0, flags = [] }: Extract<Expression, { kind: 'synproxy' }>,
): true => {
  const named = ['timestamp', 'sack-perm'].filter((flag) => flags.includes(flag))
  const sizes = {
    ...some('mss', flags.includes('mss') ? mss : undefined),
    ...some('wscale', flags.includes('wscale') ? wscale : undefined),
  }
  const root = { ...sizes, ...some('flags', named.length === 0 ? undefined : named) }
  const told = Object.keys(sizes).length === 0 ? [] : [`mss ${mss} wscale ${wscale}`]
  const words = ['synproxy', ...told, ...named]
  return addWords(
    state,
    () => ({ synproxy: Object.keys(root).length === 0 ? null : root }),
    () => words.join(' '),
  )
}

/** One expression. False: it is not understood. */
const readExpression = (state: RuleState, expression: Expression, linesOf: ChainLines): boolean => {
  switch (expression.kind) {
    case 'cmp':
      return cmp(state, expression)
    case 'range':
      return range(state, expression)
    case 'lookup':
      return lookup(state, expression)
    case 'immediate':
      return immediate(linesOf)(state, expression)
    case 'bitwise':
      return bitwise(state, expression)
    case 'byteorder':
      return byteorder(state, expression)
    case 'payload':
      return expression.dreg === undefined ? payloadSet(state, expression) : loadReaders.payload(state, expression)
    case 'meta':
      return expression.dreg === undefined ? metaSet(state, expression) : loadReaders.meta(state, expression)
    case 'ct':
      return expression.dreg === undefined ? ctSet(state, expression) : loadReaders.ct(state, expression)
    case 'exthdr':
      return expression.dreg === undefined ? exthdrSet(state, expression) : loadReaders.exthdr(state, expression)
    case 'fib':
      return loadReaders.fib(state, expression)
    case 'hash':
      return loadReaders.hash(state, expression)
    case 'numgen':
      return loadReaders.numgen(state, expression)
    case 'osf':
      return loadReaders.osf(state, expression)
    case 'rt':
      return loadReaders.rt(state, expression)
    case 'socket':
      return loadReaders.socket(state, expression)
    case 'xfrm':
      return loadReaders.xfrm(state, expression)
    case 'counter':
    case 'limit':
    case 'quota':
    case 'connlimit':
    case 'last':
      return stateful(state, expression)
    case 'log':
      return log(state, expression)
    case 'reject':
      return reject(state, expression)
    case 'nat':
      return nat(state, expression)
    case 'masq':
      return masq(state, expression)
    case 'redir':
      return redir(state, expression)
    case 'tproxy':
      return tproxy(state, expression)
    case 'dup':
      return dup(state, expression)
    case 'fwd':
      return fwd(state, expression)
    case 'queue':
      return queue(state, expression)
    case 'dynset':
      return dynset(state, expression)
    case 'objref':
      return objref(state, expression)
    case 'synproxy':
      return synproxyWords(state, expression)
    case 'notrack':
      return addWords(
        state,
        () => ({ notrack: null }),
        () => 'notrack',
      )
    case 'flow_offload': {
      const flowtable = `@${expression.flowtable ?? ''}`
      return addWords(
        state,
        () => ({ flow: { op: 'add', flowtable } }),
        () => `flow add ${visible(flowtable)}`,
      )
    }
    case 'match':
      return match(state, expression)
    case 'target':
      return target(state, expression)
    case 'tunnel':
    case 'inner':
    case 'other':
      return false
    default:
      return expression satisfies never
  }
}

/** An expression that is not understood stays visible: as a statement, or in place of the value that it loads. */
const keepUnknown = (state: RuleState, expression: Expression): void => {
  if (expression.kind === 'other' || expression.kind === 'inner') state.registers.forget()
  const register = 'dreg' in expression ? expression.dreg : undefined
  if (register === undefined || register === 0 || expression.kind === 'immediate')
    addStatement(state, unknownStatement(expression))
  else state.registers.write(register, { kind: 'unknown-load', expression })
}

/** What a rule says, statement by statement, as nft would list it. */
export const readRule = (index: TableIndex, rule: NftRule, linesOf: ChainLines): readonly Statement[] => {
  const state: RuleState = { index, context: createContext(index.table.family), registers: createRegisters() }
  for (const expression of rule.expressions)
    if (!readExpression(state, expression, linesOf)) keepUnknown(state, expression)
  return [
    ...state.context.statements,
    ...state.registers.unused().map(({ expression }) => unknownStatement(expression)),
  ]
}
