import type { XtFamily } from '../../../collectors/netfilter/xtables/extension.ts'
import type { XtHook } from '../../../collectors/netfilter/xtables/record.ts'

/** A chain that a table has from the beginning, and how iptables-nft makes it in nf_tables. */
export interface BuiltInChain {
  readonly hook: XtHook
  readonly name: string
  /** In the words of the nft language. */
  readonly type: string
  readonly priority: number
  readonly nftHook: string
}

type Tables = { readonly [table: string]: readonly BuiltInChain[] }

const chain = (hook: XtHook, priority: number, type = 'filter'): BuiltInChain => ({
  hook,
  name: hook.toUpperCase(),
  type,
  priority,
  nftHook: hook === 'brouting' ? 'prerouting' : hook,
})

/** Priorities: enum nf_ip_hook_priorities (linux/netfilter_ipv4.h), but for `security`, where iptables has a number of its own. */
const ip: Tables = {
  raw: [chain('prerouting', -300), chain('output', -300)],
  mangle: [
    chain('prerouting', -150),
    chain('input', -150),
    chain('forward', -150),
    chain('output', -150, 'route'),
    chain('postrouting', -150),
  ],
  filter: [chain('input', 0), chain('forward', 0), chain('output', 0)],
  security: [chain('input', 150), chain('forward', 150), chain('output', 150)],
  nat: [
    chain('prerouting', -100, 'nat'),
    chain('input', 100, 'nat'),
    chain('output', -100, 'nat'),
    chain('postrouting', 100, 'nat'),
  ],
}

/** enum nf_br_hook_priorities, linux/netfilter_bridge.h */
const bridge: Tables = {
  filter: [chain('input', -200), chain('forward', -200), chain('output', -200)],
  nat: [chain('prerouting', -300), chain('output', 100), chain('postrouting', 300)],
  broute: [chain('brouting', -(2 ** 31))],
}

const tables: { readonly [family in XtFamily]: Tables } = {
  ipv4: ip,
  ipv6: ip,
  arp: { filter: [chain('input', 0), chain('output', 0)] },
  bridge,
}

/** The chains that a table has from the beginning, in the order of the tools; null for a name that is none of a table. */
export const builtInChains = (family: XtFamily, table: string): readonly BuiltInChain[] | null => {
  const found = tables[family]
  return Object.hasOwn(found, table) ? (found[table] ?? null) : null
}
