import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'

/** ifindexes by which sockets are compared; 0: none. */
export interface ArrivalDevice {
  readonly device: number
  readonly vrf: number
}

/**
 * Where a packet came in as its socket sees it (inet_iif, inet_sdif; inet6_iif, inet6_sdif). What a host sends to itself goes over
 * `lo`, but counts as come in by the interface that has the address (`orig_oif` in ip_route_output_key_hash_rcu); for bridges see
 * `ownerOf` of ip/receive.ts.
 */
export const arrivalDevice = ({ route, arrivedAt }: Packet, device: Device): ArrivalDevice => {
  const owner =
    device.kind === 'loopback' && route?.type === 'local'
      ? route.record?.outputInterface
      : device.kind === 'bridge' && arrivedAt?.space === device.space
        ? arrivedAt.ifindex
        : undefined
  const vrf = device.master?.kind === 'vrf' ? device.master.ifindex : 0
  return { device: owner ?? device.ifindex, vrf }
}

/**
 * inet_bound_dev_eq, net/inet_sock.h, with `tcp_l3mdev_accept` and `udp_l3mdev_accept` as they are by default (0, and 1 for raw sockets).
 * @param bound ifindex of SO_BINDTODEVICE
 */
export const isDeviceWanted = (bound: number | undefined, { device, vrf }: ArrivalDevice): boolean =>
  bound === undefined || bound === 0 ? vrf === 0 : bound === device || bound === vrf
