import type { Attributes } from '../../wire/attributes.ts'

/**
 * What IFLA_LINK of such a device means:
 * - `peer`: the other end of a pair, which points back
 * - `lower`: the device below, one way only
 * - `none`: nothing
 */
export type Joins = 'peer' | 'lower' | 'none'

/** One kind of link (IFLA_INFO_KIND), as the kernel describes it in IFLA_INFO_DATA. */
export interface LinkKind<T> {
  readonly kind: string
  readonly joins: Joins
  /** Absent for kinds that have no data. */
  readonly data?: Attributes<T>
  /** IFLA_INFO_SLAVE_DATA of the devices enslaved to one of this kind. */
  readonly port?: Attributes<unknown>
}
