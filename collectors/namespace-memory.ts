import type { NetnsId } from './collector.ts'
import type { Dumped } from './dumped.ts'
import type { IpsetsMemory } from './ipsets.ts'
import type { XfrmPolicy } from './netlink/messages/xfrm-policy.ts'
import type { NftablesMemory } from './nftables.ts'
import type { AttachedProgram } from './programs/record.ts'
import { Recollection } from './recollection.ts'
import type { SocketRecord } from './sockets/record.ts'
import type { Sysctls } from './sysctls/record.ts'
import type { XtablesMemory } from './xtables.ts'

/** What an agent remembers of the namespaces between two looks. */
export class NamespaceMemory {
  /**
   * Reading the settings costs more than all dumps of a namespace together, and the more the more namespaces there are (see
   * linux/directory.ts), while hardly anybody ever changes one inside a container.
   */
  readonly sysctls = new Recollection<Sysctls>()
  readonly nftables = new Recollection<NftablesMemory>()
  readonly xtables = new Recollection<XtablesMemory>()
  readonly ipsets = new Recollection<IpsetsMemory>()
  readonly xfrmPolicies = new Recollection<readonly Dumped<XfrmPolicy>[]>()
  readonly sockets = new Recollection<readonly SocketRecord[]>()
  readonly programs = new Recollection<readonly AttachedProgram[]>()

  /** Forgets the namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const recollection of Object.values(this) as Recollection<unknown>[]) recollection.keepOnly(isThere)
  }
}
