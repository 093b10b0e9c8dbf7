import type { FirewallChain } from '../../../agent/firewall/ruleset/record.ts'

/** In the order in which a packet comes to them. */
const hooks = ['ingress', 'prerouting', 'input', 'forward', 'output', 'postrouting', 'egress']

/**
 * Chains as a packet meets them: those that the kernel calls, each followed by the chains to which its rules lead, as far as these
 * did not come before; then the chains that nobody calls.
 */
export const inPacketOrder = (chains: readonly FirewallChain[]): readonly FirewallChain[] => {
  const byName = new Map(chains.map((chain) => [chain.name, chain]))
  const found = new Set<FirewallChain>()
  const starts = [
    ...chains.filter(({ base }) => base !== null).toSorted((one, other) => rank(one) - rank(other)),
    ...chains.filter(({ callers }) => callers.length === 0),
    // Chains that only call each other.
    ...chains,
  ]
  // Not by recursion: chains may call each other many thousand deep.
  for (const start of starts) {
    const next = [start]
    for (let chain = next.pop(); chain !== undefined; chain = next.pop()) {
      if (found.has(chain)) continue
      found.add(chain)
      const targets = new Set(chain.rules.flatMap(({ leadsTo }) => leadsTo))
      next.push(...[...targets].flatMap((name) => byName.get(name) ?? []).reverse())
    }
  }
  return [...found]
}

/** Priorities are below 2^31. */
const rank = ({ base }: FirewallChain): number =>
  base === null ? 0 : hooks.indexOf(base.hook) * 2 ** 32 + base.priority
