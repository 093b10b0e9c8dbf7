import type { HookVerdict } from '../context.ts'
import type { Runner } from '../order.ts'

/**
 * The table broute of ebtables, before everything else of a bridge (ebt_broute, net/bridge/netfilter/ebtable_broute.c). What it
 * drops has not ended: the port's own stack gets it instead of the bridge.
 */
export const brouting =
  (run: Runner): Runner =>
  (context): HookVerdict => {
    const verdict = run(context)
    const { packet, in: port } = context
    const destination = packet.link?.destination
    // What is for the bridge is for this host only as long as it is bridged.
    if (
      verdict === 'drop' &&
      packet.packetType === 'host' &&
      port?.mac !== destination &&
      port?.master?.mac === destination
    )
      packet.packetType = 'otherhost'
    return verdict
  }
