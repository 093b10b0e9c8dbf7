import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import type { Trial } from '../../trial.ts'

/** Sends a frame by a device (dev_queue_xmit, net/core/dev.c). */
export type Transmit = (trial: Trial, packet: Packet, device: Device) => void

/** What a kind of device does with a frame that it is to send (ndo_start_xmit). `transmit` is for those that lie on another device. */
export type SendByKind = (trial: Trial, packet: Packet, device: Device, transmit: Transmit) => void
