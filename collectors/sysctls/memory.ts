import type { NetnsId } from '../collector.ts'
import type { Sysctls } from './record.ts'

/**
 * The settings of each container's namespace as the last look that read them found them.
 * Reading them costs more than all dumps of a namespace together, and the more the more namespaces there are (see
 * linux/directory.ts), while hardly anybody ever changes one inside a container: an agent reads them at the first two looks
 * (a runtime sets some after it has made the namespace), and again at each thorough look.
 */
export class SysctlMemory {
  readonly #byNetns = new Map<NetnsId, { readonly settings: Sysctls; readonly looks: number }>()

  recall(netns: NetnsId): Sysctls | undefined {
    const known = this.#byNetns.get(netns)
    return known !== undefined && known.looks > 1 ? known.settings : undefined
  }

  note(settings: Sysctls): void {
    const looks = this.#byNetns.get(settings.netns)?.looks ?? 0
    this.#byNetns.set(settings.netns, { settings, looks: looks + 1 })
  }

  /** Forgets the namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const netns of this.#byNetns.keys()) if (!isThere(netns)) this.#byNetns.delete(netns)
  }
}
