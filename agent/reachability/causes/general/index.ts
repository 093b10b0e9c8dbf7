import type { Cause } from '../cause.ts'
import { addressTentative } from './address-tentative.ts'
import { answerApart } from './answer-apart.ts'
import { arpUnanswered } from './arp-unanswered.ts'
import { beyondUplink } from './beyond-uplink.ts'
import { bridgeDoesNotFlood } from './bridge-does-not-flood.ts'
import { bridgeOwnAddress } from './bridge-own-address.ts'
import { bridgePortNotForwarding } from './bridge-port-not-forwarding.ts'
import { bridgeReservedAddress } from './bridge-reserved-address.ts'
import { bridgeSamePort } from './bridge-same-port.ts'
import { droppedWithoutRule } from './dropped-without-rule.ts'
import { filterDrop } from './filter-drop.ts'
import { filterDropForward } from './filter-drop-forward.ts'
import { filterDropInput } from './filter-drop-input.ts'
import { filterDropOutput } from './filter-drop-output.ts'
import { filterDropPostrouting } from './filter-drop-postrouting.ts'
import { filterDropPrerouting } from './filter-drop-prerouting.ts'
import { filterRejectForward } from './filter-reject-forward.ts'
import { filterRejectInput } from './filter-reject-input.ts'
import { filterRejectOutput } from './filter-reject-output.ts'
import { filterRejectPostrouting } from './filter-reject-postrouting.ts'
import { filterRejectPrerouting } from './filter-reject-prerouting.ts'
import { forwardingLoop } from './forwarding-loop.ts'
import { frameTooBig } from './frame-too-big.ts'
import { interfaceDown } from './interface-down.ts'
import { macvlanApart } from './macvlan-apart.ts'
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
import { tooBig } from './too-big.ts'
import { tunnelUnknown } from './tunnel-unknown.ts'
import { unknownProtocol } from './unknown-protocol.ts'
import { vxlanNoRemote } from './vxlan-no-remote.ts'
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
  filterRejectPostrouting,
  filterDrop,
  droppedWithoutRule,
  packetQueued,
  natExhausted,
  noMasqueradeAddress,
  answerApart,
  noSourceAddress,
  noRoute,
  martianSource,
  martianDestination,
  tooBig,
  wrongHardwareAddress,
  notMyAddress,
  arpUnanswered,
  interfaceDown,
  noCarrier,
  peerUnknown,
  bridgePortNotForwarding,
  bridgeDoesNotFlood,
  bridgeSamePort,
  bridgeReservedAddress,
  bridgeOwnAddress,
  forwardingLoop,
  macvlanApart,
  vxlanNoRemote,
  vxlanUnknownVni,
  tunnelUnknown,
  frameTooBig,
  unknownProtocol,
  addressTentative,
  neighbourFailed,
  beyondUplink,
  noAddress,
} as const satisfies { readonly [key: string]: Cause }
