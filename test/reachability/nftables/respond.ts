import { answersEcho } from '../../../agent/reachability/exchange/icmp-reply.ts'
import { receiveUdp } from '../../../agent/reachability/exchange/udp-receive.ts'
import { sendLocal } from '../../../agent/reachability/ip/output.ts'
import { resetFor } from '../../../agent/reachability/packet/build.ts'
import { tosOf } from '../../../agent/reachability/packet/fields.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { setTos } from '../../../agent/reachability/packet/rewrite.ts'
import type { Arrival, Trial } from '../../../agent/reachability/trial.ts'

/** INET_ECN_MASK */
const ECN = 3

/** What a kernel without any socket answers. @param seen is given every packet that arrived, and every answer */
export const respondIn =
  (trial: Trial, seen: Packet[]) =>
  ({ space, packet, device }: Arrival): void => {
    seen.push(packet)
    if (answersEcho(trial, space, packet, device, (reply) => seen.push(reply))) return
    receiveUdp(trial, space, packet, device)
    const reset = resetFor(packet)
    if (reset === null) return
    // tcp_v4_send_reset and tcp_v6_send_reset: the class of the segment, without ECN.
    setTos(reset, tosOf(packet) & ~ECN)
    seen.push(reset)
    sendLocal(trial, space, reset)
  }
