import { ipv4, ipv6 } from '../../wire/addresses.ts'
import type { Codec, FixedCodec } from '../../wire/codec.ts'

/** Which protocol a table of x_tables looks at (enum nf_inet_hooks' families, linux/netfilter.h). */
export type XtFamily = 'ipv4' | 'ipv6' | 'arp' | 'bridge'

/** What the text of an extension needs beside its own bytes. */
export interface SaveContext {
  readonly family: XtFamily
  /** The name of an ipset by its index in the namespace; null when there is none. */
  readonly setName: (index: number) => string | null
}

/** A struct with `union nf_inet_addr` in it (linux/netfilter.h): the family alone tells what that holds. Or one that one family has. */
interface FamilyCodecs<T> {
  readonly ipv4?: Codec<T>
  readonly ipv6?: Codec<T>
}

/** @param make the struct with its addresses; an IPv4 address is the first four bytes of the union */
export const eachFamily = <T>(make: (address: FixedCodec<string>) => Codec<T>): FamilyCodecs<T> => ({
  ipv4: make(ipv4),
  ipv6: make(ipv6),
})

/**
 * A match or a target of x_tables: iptables, ip6tables, arptables and ebtables, legacy or through nf_tables (compat).
 * The kernel tells its name, a revision and a struct; every revision decodes to the same value.
 */
export interface Extension<T> {
  /** As the kernel has it: `conntrack`, `DNAT`. */
  readonly name: string
  /** Absent: the same struct in every family that has it. Others of this name are for the other families. */
  readonly families?: readonly XtFamily[]
  readonly revisions: { readonly [revision: number]: Codec<T> | FamilyCodecs<T> }
  /** The options as iptables-save (ebtables-save for `bridge`) writes them, after `-m NAME` or `-j NAME`, a word each, quoted where needed. */
  save(value: T, context: SaveContext): readonly string[]
  /** The name under which iptables-save shows such a value, where it is another one (`state` for `conntrack`). */
  alias?(value: T): string | null
}

/** Declares one: the type of its value follows from its structs. */
export const extension = <T>(declared: Extension<T>): Extension<T> => declared

/** The struct of a revision in a family; undefined where it has none. */
export const codecOf = <T>(extension: Extension<T>, family: XtFamily, revision: number): Codec<T> | undefined => {
  const { families, revisions } = extension
  const codec = (families?.includes(family) ?? true) ? revisions[revision] : undefined
  if (codec === undefined || 'decode' in codec) return codec
  return family === 'ipv4' || family === 'ipv6' ? codec[family] : undefined
}
