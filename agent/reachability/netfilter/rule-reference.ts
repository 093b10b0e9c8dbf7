import type { NftChain, NftRule, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable, ArpRule, BridgeRule, ChainOf, XtRule } from '../../../collectors/netfilter/xtables/record.ts'
import type { Space } from '../scene/space.ts'

/** Which rule it is; without one, the policy of the chain. */
export type RuleReference =
  | {
      readonly kind: 'nft'
      readonly space: Space
      readonly table: NftTable
      readonly chain: NftChain
      readonly rule: NftRule | null
      /** From 1; 0 for the policy. */
      readonly number: number
    }
  | {
      readonly kind: 'xt'
      readonly space: Space
      readonly table: AnyXtTable
      readonly chain: ChainOf<XtRule | ArpRule | BridgeRule>
      readonly rule: XtRule | ArpRule | BridgeRule | null
      readonly number: number
    }
