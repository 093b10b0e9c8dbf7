import type { AnyXtTable, XtHook } from '../../../../collectors/netfilter/xtables/record.ts'

/** enum nf_ip_hook_priorities (linux/netfilter_ipv4.h), the same for IPv6. The table nat is run by NAT itself. */
const ip: { readonly [table: string]: number } = { raw: -300, mangle: -150, filter: 0, security: 50 }

/** enum nf_br_hook_priorities (linux/netfilter_bridge.h): what is sent here is filtered later than what is bridged. */
const bridge: { readonly [table: string]: { readonly [hook: string]: number } } = {
  filter: { input: -200, forward: -200, output: 200 },
  nat: { prerouting: -300, output: 100, postrouting: 300 },
  broute: { brouting: -(2 ** 31) },
}

/** The priority of a legacy table at a hook; null for one that has no hook of its own. */
export const legacyPriority = ({ family, name }: AnyXtTable, hook: XtHook): number | null => {
  if (family === 'bridge') return bridge[name]?.[hook] ?? null
  if (family === 'arp') return name === 'filter' ? 0 : null
  return ip[name] ?? null
}
