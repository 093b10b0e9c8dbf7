import { destinationOf, destinationPortOf, sourceOf, sourcePortOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { arrivalDevice, isDeviceWanted } from '../sockets/device.ts'
import type { Client } from './client.ts'

/** Whether the socket that asked takes a packet: all of addresses, ports and interface have to fit (INET_MATCH, net/inet_hashtables.h). */
export const isForClient = (client: Client, space: Space, packet: Packet, device: Device): boolean =>
  client.space === space &&
  destinationPortOf(packet) === client.sourcePort &&
  sourcePortOf(packet) === client.port &&
  destinationOf(packet) === client.source &&
  sourceOf(packet) === client.destination &&
  isDeviceWanted(client.device, arrivalDevice(packet, device))
