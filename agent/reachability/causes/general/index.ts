import type { Cause } from '../cause.ts'
import { addressTentative } from './address-tentative.ts'
import { answerApart } from './answer-apart.ts'
import { beyondUplink } from './beyond-uplink.ts'
import { bridgeDoesNotFlood } from './bridge-does-not-flood.ts'
import { bridgeOwnAddress } from './bridge-own-address.ts'
import { bridgePortNotForwarding } from './bridge-port-not-forwarding.ts'
import { bridgeReservedAddress } from './bridge-reserved-address.ts'
import { bridgeSamePort } from './bridge-same-port.ts'
import { droppedWithoutRule } from './dropped-without-rule.ts'
import { filterDropForward } from './filter-drop-forward.ts'
import { filterDropInput } from './filter-drop-input.ts'
import { filterDropOutput } from './filter-drop-output.ts'
import { filterDropPostrouting } from './filter-drop-postrouting.ts'
import { filterDropPrerouting } from './filter-drop-prerouting.ts'
import { filterRejectForward } from './filter-reject-forward.ts'
import { filterRejectInput } from './filter-reject-input.ts'
import { filterRejectOutput } from './filter-reject-output.ts'
import { filterRejectPrerouting } from './filter-reject-prerouting.ts'
import { forwardingLoop } from './forwarding-loop.ts'
import { interfaceDown } from './interface-down.ts'
import { martianDestination } from './martian-destination.ts'
import { martianSource } from './martian-source.ts'
import { natExhausted } from './nat-exhausted.ts'
import { neighbourFailed } from './neighbour-failed.ts'
import { noAddress } from './no-address.ts'
import { noCarrier } from './no-carrier.ts'
import { noMasqueradeAddress } from './no-masquerade-address.ts'
import { noRoute } from './no-route.ts'
import { noSourceAddress } from './no-source-address.ts'
import { notMyAddress } from './not-my-address.ts'
import { packetQueued } from './packet-queued.ts'
import { peerUnknown } from './peer-unknown.ts'
import { tunnelUnknown } from './tunnel-unknown.ts'
import { unknownProtocol } from './unknown-protocol.ts'
import { vxlanUnknownVni } from './vxlan-unknown-vni.ts'
import { wrongHardwareAddress } from './wrong-hardware-address.ts'

/** What no special entry explains: one for each way in which a packet may end. */
export const generalCauses = {
  filterDropPrerouting,
  filterDropInput,
  filterDropForward,
  filterDropOutput,
  filterDropPostrouting,
  filterRejectPrerouting,
  filterRejectInput,
  filterRejectForward,
  filterRejectOutput,
  droppedWithoutRule,
  packetQueued,
  natExhausted,
  noMasqueradeAddress,
  answerApart,
  noSourceAddress,
  noRoute,
  martianSource,
  martianDestination,
  wrongHardwareAddress,
  notMyAddress,
  interfaceDown,
  noCarrier,
  peerUnknown,
  bridgePortNotForwarding,
  bridgeDoesNotFlood,
  bridgeSamePort,
  bridgeReservedAddress,
  bridgeOwnAddress,
  forwardingLoop,
  vxlanUnknownVni,
  tunnelUnknown,
  unknownProtocol,
  addressTentative,
  neighbourFailed,
  beyondUplink,
  noAddress,
} as const satisfies { readonly [key: string]: Cause }
