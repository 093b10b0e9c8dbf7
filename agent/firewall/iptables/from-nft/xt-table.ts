import type { NftChain, NftRule, NftTable } from '../../../../collectors/netfilter/nftables/record.ts'
import type { Match } from '../../../../collectors/netfilter/xtables/matches/index.ts'
import type {
  AnyXtTable,
  ArpRule,
  BridgeRule,
  ChainOf,
  XtRule,
} from '../../../../collectors/netfilter/xtables/record.ts'
import { type BuiltInChain, builtInChains } from '../built-in-chains.ts'
import { compareArp, newArpDraft } from './arp-entry.ts'
import { compareBridge, newBridgeDraft } from './bridge-entry.ts'
import { ForeignRule, foreign } from './foreign.ts'
import { compareIp, newIpDraft } from './ip-entry.ts'
import { compareRange } from './ports.ts'
import { type Place, type Reader, readRule } from './rule.ts'

/** A table as iptables-nft, ip6tables-nft, arptables-nft or ebtables-nft reads it. */
export type FromNft =
  | {
      readonly table: AnyXtTable
      /** Chains of hooks that the tool does not know, and says nothing of. */
      readonly leftOut: readonly string[]
    }
  /** No such tool wrote it, or it was changed by nft; why that is known. */
  | { readonly table: null; readonly reason: string }

const families = { ip: 'ipv4', ip6: 'ipv6', arp: 'arp', bridge: 'bridge' } as const

/** Matches, where nothing else can be among the steps. */
const matchesOf = ({ steps }: { readonly steps: BridgeRule['steps'] }): Match[] =>
  steps.map((step) => (step.kind === 'match' ? step.match : foreign('it has a watcher')))

const ipRule = (family: 'ipv4' | 'ipv6'): ((rule: NftRule, place: Place) => XtRule) => {
  const reader: Reader<ReturnType<typeof newIpDraft>['entry']> = {
    newDraft: () => newIpDraft(family),
    compare: (comparison, draft) => compareIp(family, comparison, draft),
    compareRange,
    limit: 'limit',
  }
  return (rule, place) => {
    const { packets, bytes, draft } = readRule(rule, reader, place)
    const matches = matchesOf(draft)
    // The oldest versions keep the comment beside the rule.
    if (rule.comment !== undefined) matches.push({ kind: 'comment', revision: 0, info: { comment: rule.comment } })
    return { packets, bytes, entry: draft.entry, matches, target: draft.target }
  }
}

const arpRule = (rule: NftRule, place: Place): ArpRule => {
  const reader = { newDraft: newArpDraft, compare: compareArp, limit: null }
  const { packets, bytes, draft } = readRule(rule, reader, place)
  if (draft.steps.length > 0) foreign('it has a match')
  return { packets, bytes, entry: draft.entry, target: draft.target }
}

const bridgeRule = (rule: NftRule, place: Place): BridgeRule => {
  const reader = { newDraft: newBridgeDraft, compare: compareBridge, limit: 'bridgeLimit' } as const
  const { packets, bytes, draft } = readRule(rule, reader, place)
  return { packets, bytes, entry: draft.entry, steps: draft.steps, target: draft.target }
}

/** UDATA_TYPE_EBTABLES_POLICY 1 of 4 bytes: ebtables-nft keeps the policy of a user's chain as its last rule. */
const policyMark = '010401000000'

const userPolicyOf = ({ base, rules }: NftChain): 'accept' | 'drop' | undefined => {
  const last = rules.at(-1)
  if (base !== null || last?.otherUserdata !== policyMark) return undefined
  const [, decision] = last.expressions
  const data = decision?.kind === 'immediate' ? decision.data : undefined
  const verdict = typeof data === 'object' ? data.verdict : undefined
  return verdict === 'accept' || verdict === 'drop' ? verdict : undefined
}

const baseOf = (chain: NftChain, builtIn: readonly BuiltInChain[]): ChainOf<unknown>['base'] | undefined => {
  const { base, name } = chain
  if (base === null) return null
  const found = builtIn.find((one) => one.name === name && one.nftHook === base.hook)
  if (found?.priority !== base.priority || found.type !== base.type) return undefined
  const policy = base.policy === 'drop' ? 'drop' : 'accept'
  return { hook: found.hook, policy, packets: base.packets ?? 0, bytes: base.bytes ?? 0 }
}

const chainsOf = <R>(
  table: NftTable,
  builtIn: readonly BuiltInChain[],
  ruleOf: (rule: NftRule, place: Place) => R,
): { readonly chains: ChainOf<R>[]; readonly leftOut: string[] } => {
  const place: Place = { table: table.name, sets: table.sets }
  const leftOut: string[] = []
  const chains: ChainOf<R>[] = []
  for (const chain of table.chains) {
    const base = baseOf(chain, builtIn)
    if (base === undefined) {
      leftOut.push(chain.name)
      continue
    }
    const userPolicy = table.family === 'bridge' ? userPolicyOf(chain) : undefined
    const own = userPolicy === undefined ? chain.rules : chain.rules.slice(0, -1)
    const rules = own.map((rule, i) => {
      try {
        return ruleOf(rule, place)
      } catch (error) {
        if (error instanceof ForeignRule) foreign(`rule ${i + 1} of ${chain.name}: ${error.message}`)
        throw error
      }
    })
    chains.push({ name: chain.name, base, ...(userPolicy && { userPolicy }), rules })
  }
  return { chains, leftOut }
}

/**
 * The tables of nf_tables that iptables-nft and its like (1.8.0 to 1.8.11) keep, in the form of the legacy ones. Whatever those
 * tools could not have written is a reason to refuse the whole table: shown in part, it would look wider than it is.
 */
export const xtTableFrom = (nft: NftTable): FromNft => {
  const { name } = nft
  const family = nft.family in families ? families[nft.family as keyof typeof families] : undefined
  const builtIn = family && builtInChains(family, name)
  if (!family || !builtIn) return { table: null, reason: `iptables has no table ${name} of the family ${nft.family}` }
  try {
    if (family === 'arp') {
      const { chains, leftOut } = chainsOf(nft, builtIn, arpRule)
      return { table: { family, name, chains }, leftOut }
    }
    if (family === 'bridge') {
      const { chains, leftOut } = chainsOf(nft, builtIn, bridgeRule)
      return { table: { family, name, chains }, leftOut }
    }
    const { chains, leftOut } = chainsOf(nft, builtIn, ipRule(family))
    return { table: { family, name, chains }, leftOut }
  } catch (error) {
    if (error instanceof ForeignRule) return { table: null, reason: error.message }
    throw error
  }
}
