import type { NftChain, NftTable } from '../../../../collectors/netfilter/nftables/record.ts'
import { fragmentOffsetOf } from '../../packet/fields.ts'
import { ETH_P_IP, ETH_P_IPV6 } from '../../packet/packet.ts'
import { note } from '../../trial.ts'
import type { Context, HookVerdict } from '../context.ts'
import { drop } from '../drop.ts'
import { rejectWords, targetRejectWords } from '../reject-words.ts'
import { type CompiledChain, type CompiledRule, compiledChain } from './compile.ts'
import { operationOf } from './expressions/index.ts'
import type { Values } from './leading-tests.ts'
import {
  contextOf,
  type Decision,
  filtered,
  ipFamilyOf,
  type Machine,
  NFPROTO_ARP,
  NFPROTO_BRIDGE,
  NFPROTO_IPV4,
  NFPROTO_IPV6,
  NFPROTO_NETDEV,
  type Outcome,
  ruleOf,
} from './machine.ts'
import { newRegisters } from './registers.ts'
import { partsOf } from './table-parts.ts'

/** NFT_JUMP_STACK_SIZE, net/netfilter/nf_tables.h */
const jumpStackSize = 16

interface Return {
  readonly chain: NftChain
  readonly compiled: CompiledChain
  readonly next: number
}

/**
 * A base chain with all that it jumps to, for one packet (nft_do_chain, net/netfilter/nf_tables_core.c). The packet is changed in
 * place; steps are noted, and where it ends (`drop`), that is written down as a loss.
 */
export const runNftChain = (state: Omit<Context, 'rule'>, table: NftTable, base: NftChain): HookVerdict => {
  const protocolFamily = protocolFamilyOf(state, table)
  // nft_do_chain_inet_ingress takes nothing else.
  if (protocolFamily === null) return 'accept'
  const { packet } = state
  const isIp = packet.etherType === ETH_P_IP || packet.etherType === ETH_P_IPV6
  const machine: Machine = {
    state,
    packet,
    table,
    registers: newRegisters(),
    protocolFamily,
    hasTransport: isIp && protocolFamily !== NFPROTO_ARP,
    isLaterFragment: isIp && fragmentOffsetOf(packet) !== 0,
    chain: base,
    rule: null,
    number: 0,
    acted: false,
  }
  return walk(machine, base)
}

const protocolFamilyOf = ({ family, packet }: Omit<Context, 'rule'>, table: NftTable): number | null => {
  switch (family) {
    case 'ip':
      return NFPROTO_IPV4
    case 'ip6':
      return NFPROTO_IPV6
    case 'arp':
      return NFPROTO_ARP
    case 'bridge':
      return NFPROTO_BRIDGE
    case 'netdev':
      if (table.family !== 'inet') return NFPROTO_NETDEV
      if (packet.etherType === ETH_P_IP) return NFPROTO_IPV4
      return packet.etherType === ETH_P_IPV6 ? NFPROTO_IPV6 : null
  }
}

const walk = (machine: Machine, base: NftChain): HookVerdict => {
  const stack: Return[] = []
  let compiled = compiledChain(base)
  let next = 0
  for (;;) {
    const decision = runRules(machine, compiled, next)
    if (decision !== null) {
      if (decision.verdict === 'accept' || decision.verdict === 'stolen') return decision.verdict
      if (decision.verdict === 'drop') return end(machine, decision)
      if (decision.verdict === 'jump' || decision.verdict === 'goto') {
        const chain = partsOf(machine.table).chains.get(decision.chain ?? '')
        if (chain === undefined) return end(machine, filtered)
        if (decision.verdict === 'jump') {
          if (stack.length >= jumpStackSize) return end(machine, filtered)
          stack.push({ chain: machine.chain, compiled, next: machine.number })
        }
        machine.chain = chain
        compiled = compiledChain(chain)
        next = 0
        continue
      }
    }
    const back = stack.pop()
    if (back === undefined) return policyOf(machine, base)
    machine.chain = back.chain
    compiled = back.compiled
    next = back.next
  }
}

/** The rules of a chain from one on, until one decides; null at the end. */
const runRules = (machine: Machine, { rules, leading }: CompiledChain, from: number): Decision | null => {
  const { pardoned, explain } = machine.state.trial
  let values: Values = []
  const next = (at: number): number => (explain ? at : leading.next(machine, at, values))
  for (let at = next(from); at < rules.length; at = next(at + 1)) {
    const rule = rules[at]
    if (rule === undefined) break
    if (pardoned?.has(rule.record) === true) continue
    machine.rule = rule.record
    machine.number = at + 1
    machine.acted = false
    const outcome = evaluate(machine, rule)
    if (outcome !== 'break' && outcome !== null) {
      noteRule(machine, outcome)
      if (outcome.verdict !== 'continue') return outcome
    } else if (machine.acted || explain) noteRule(machine, outcome)
    if (machine.acted) values = []
  }
  return null
}

const evaluate = (machine: Machine, { record, operations }: CompiledRule): Outcome => {
  const { expressions } = record
  for (let at = 0; at < expressions.length; at++) {
    let operation = operations[at]
    if (operation === undefined) {
      const expression = expressions[at]
      if (expression === undefined) break
      operation = operationOf(expression)
      operations[at] = operation
    }
    const outcome = operation(machine)
    if (outcome !== null) return outcome
  }
  return null
}

const noteRule = (machine: Machine, outcome: Outcome): void => {
  const words = wordsOf(outcome, machine)
  const isMiss = outcome === 'break' && !machine.acted
  note(machine.packet, {
    kind: 'rule',
    space: machine.state.space,
    detail: () => words,
    rule: ruleOf(machine),
    ...(isMiss && { looked: true }),
  })
}

const wordsOf = (outcome: Outcome, machine: Machine): string => {
  const { acted, rule } = machine
  if (outcome === 'break') return acted ? 'changes the packet' : 'does not match'
  if (outcome === null) return acted ? 'changes the packet' : 'matches'
  if (outcome.chain !== null) return `${outcome.verdict} ${outcome.chain}`
  if (outcome.verdict !== 'drop') return outcome.verdict
  for (const expression of rule?.expressions ?? []) {
    if (expression.kind === 'reject') return rejectWords(expression, ipFamilyOf(machine))
    if (expression.kind === 'target') return targetRejectWords(expression.target) ?? outcome.verdict
  }
  return outcome.verdict
}

const end = (machine: Machine, { loss }: Decision): HookVerdict => {
  if (loss === null) return 'drop'
  const { table, chain, number } = machine
  const where = `table ${table.family} ${table.name}, chain ${chain.name}`
  return drop(contextOf(machine), loss, () => (number === 0 ? `${where}: policy drop` : `${where}, rule ${number}`))
}

/** Nothing decided: the policy of the base chain does. */
const policyOf = (machine: Machine, base: NftChain): HookVerdict => {
  machine.chain = base
  machine.rule = null
  machine.number = 0
  const isPardoned = machine.state.trial.pardoned?.has(base) === true
  const policy = base.base?.policy === 'drop' && !isPardoned ? 'drop' : 'accept'
  note(machine.packet, {
    kind: 'chain',
    space: machine.state.space,
    detail: () => `policy ${policy}`,
    rule: ruleOf(machine),
  })
  return policy === 'accept' ? 'accept' : end(machine, filtered)
}
