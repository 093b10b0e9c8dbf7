import type { Codec } from '../../wire/codec.ts'

/** Which protocol a table of x_tables looks at (enum nf_inet_hooks' families, linux/netfilter.h). */
export type XtFamily = 'ipv4' | 'ipv6' | 'arp' | 'bridge'

/** What the text of an extension needs beside its own bytes. */
export interface SaveContext {
  readonly family: XtFamily
  /** The name of an ipset by its index in the namespace; null when there is none. */
  readonly setName: (index: number) => string | null
}

/**
 * A match or a target of x_tables: iptables, ip6tables, arptables and ebtables, legacy or through nf_tables (compat).
 * The kernel tells its name, a revision and a struct; every revision decodes to the same value.
 */
export interface Extension<T> {
  /** As the kernel has it: `conntrack`, `DNAT`. */
  readonly name: string
  /** Absent: the same struct in every family that has it. Others of this name are for the other families. */
  readonly families?: readonly XtFamily[]
  readonly revisions: { readonly [revision: number]: Codec<T> }
  /** The options as iptables-save (ebtables-save for `bridge`) writes them, after `-m NAME` or `-j NAME`, a word each, quoted where needed. */
  save(value: T, context: SaveContext): readonly string[]
  /** The name under which iptables-save shows such a value, where it is another one (`state` for `conntrack`). */
  alias?(value: T): string | null
}

/** Declares one: the type of its value follows from its structs. */
export const extension = <T>(declared: Extension<T>): Extension<T> => declared
