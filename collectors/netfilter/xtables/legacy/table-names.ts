import { readBelow } from '../../../linux/directory.ts'
import type { LegacyFamily } from './layout.ts'

const files: { readonly [K in LegacyFamily]: string } = {
  ipv4: 'ip_tables_names',
  ipv6: 'ip6_tables_names',
  arp: 'arp_tables_names',
}

/** The tables that exist. Each text has a name a line; null where this kernel has no such file. */
export type TableNames = { readonly [K in LegacyFamily]: readonly string[] }

/**
 * The legacy tables that the namespace has where the thread is now. To ask for another one would make the kernel create it,
 * and its hooks: only these may be asked for. None where the kernel has no legacy tables, or the reader may not know (needs
 * the user that owns the namespace).
 */
export const tableNames = (): TableNames => {
  const texts = readBelow('/proc/thread-self/net', Object.values(files)) ?? []
  const [ipv4, ipv6, arp] = texts.map((text) => text?.split('\n').filter((name) => name !== '') ?? [])
  return { ipv4: ipv4 ?? [], ipv6: ipv6 ?? [], arp: arp ?? [] }
}
