import { destinationOf, destinationPortOf, familyOf, sourceOf, sourcePortOf, tosOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Flow } from './route.ts'

/**
 * What a packet's route is looked up by. One that came in by `input` is looked at itself; one that is sent here (null) belongs
 * to its sender, whose device and user count.
 */
export const flowOf = (packet: Packet, input: Device | null): Flow => {
  const source = sourceOf(packet)
  const isUnspecified = source === '0.0.0.0' || source === '::'
  const sender = input === null ? packet.sender : null
  return {
    family: familyOf(packet),
    destination: destinationOf(packet),
    source: isUnspecified && input === null ? null : source,
    mark: packet.mark,
    protocol: packet.protocol,
    sourcePort: sourcePortOf(packet),
    destinationPort: destinationPortOf(packet),
    tos: tosOf(packet),
    uid: sender?.uid ?? 0,
    input,
    output: sender?.device ?? 0,
    isBound: sender !== null && !sender.kernel && sender.device !== 0,
  }
}
