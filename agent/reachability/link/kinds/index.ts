import { bond } from './bond.ts'
import { bridge } from './bridge.ts'
import { device } from './device.ts'
import { dummy } from './dummy.ts'
import { ipTunnel } from './ip-tunnel.ts'
import { ipvlan } from './ipvlan.ts'
import type { SendByKind } from './kind.ts'
import { loopback } from './loopback.ts'
import { macvlan } from './macvlan.ts'
import { netkit } from './netkit.ts'
import { pair } from './pair.ts'
import { unknown } from './unknown.ts'
import { vlan } from './vlan.ts'
import { vrf } from './vrf.ts'
import { vxlan } from './vxlan.ts'

/** What each kind of device does with what it is to send. A kind that is not here, and one that leads to a program, is unknown. */
const kinds: ReadonlyMap<string, SendByKind> = new Map([
  ['bond', bond],
  ['bridge', bridge],
  ['device', device],
  ['dummy', dummy],
  ['gre', ipTunnel],
  ['gretap', ipTunnel],
  ['ifb', dummy],
  ['ip6gre', ipTunnel],
  ['ip6gretap', ipTunnel],
  ['ip6tnl', ipTunnel],
  ['ipip', ipTunnel],
  ['ipvlan', ipvlan],
  ['ipvtap', ipvlan],
  ['loopback', loopback],
  ['macvlan', macvlan],
  ['macvtap', macvlan],
  ['netkit', netkit],
  ['sit', ipTunnel],
  ['veth', pair],
  ['vlan', vlan],
  ['vrf', vrf],
  ['vxlan', vxlan],
])

export const sendByKind: SendByKind = (trial, packet, by, transmit) =>
  (kinds.get(by.kind) ?? unknown)(trial, packet, by, transmit)
