import type { Attributes } from '../../../wire/attributes.ts'

/** One type of stateful object (NFTA_OBJ_TYPE), as the kernel describes it in NFTA_OBJ_DATA. */
export interface ObjectKind<T> {
  /** NFT_OBJECT_*, as `objectTypes` has it in words. */
  readonly type: string
  readonly data: Attributes<T>
}
