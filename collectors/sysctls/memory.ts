import type { NetnsId } from '../collector.ts'
import type { Sysctls } from './record.ts'

/**
 * The settings of each container's namespace as the last look that read them found them.
 * Reading them costs more than all dumps of a namespace together, and the more the more namespaces there are (see
 * linux/directory.ts), while hardly anybody ever changes one inside a container: an agent reads them when it first sees the
 * namespace, and again at each thorough look.
 */
export class SysctlMemory {
  readonly #byNetns = new Map<NetnsId, Sysctls>()

  recall(netns: NetnsId): Sysctls | undefined {
    return this.#byNetns.get(netns)
  }

  note(settings: Sysctls): void {
    this.#byNetns.set(settings.netns, settings)
  }

  /** Forgets the namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const netns of this.#byNetns.keys()) if (!isThere(netns)) this.#byNetns.delete(netns)
  }
}
