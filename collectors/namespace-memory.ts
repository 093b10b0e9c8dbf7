import type { NetnsId } from './collector.ts'
import { Recollection } from './recollection.ts'
import type { Sysctls } from './sysctls/record.ts'

/** What an agent remembers of the namespaces between two looks. */
export class NamespaceMemory {
  /**
   * Reading the settings costs more than all dumps of a namespace together, and the more the more namespaces there are (see
   * linux/directory.ts), while hardly anybody ever changes one inside a container.
   */
  readonly sysctls = new Recollection<Sysctls>()

  /** Forgets the namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const recollection of [this.sysctls]) recollection.keepOnly(isThere)
  }
}
