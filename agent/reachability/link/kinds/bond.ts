import { copyOf } from '../../packet/copy.ts'
import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { lose, note, type Trial } from '../../trial.ts'
import { deviceText } from '../text.ts'
import type { SendByKind } from './kind.ts'

const portsOf = (bond: Device): readonly Device[] =>
  [...bond.space.devices.values()].filter(({ master, isUp, hasCarrier }) => master === bond && isUp && hasCarrier)

/** Sends by the port of a bond that carries the traffic (bond_start_xmit, drivers/net/bonding/bond_main.c). */
export const bond: SendByKind = (trial, packet, device, transmit) => {
  const info = device.record.info?.link
  const data = info?.kind === 'bond' ? info.data : undefined
  const { space } = device
  const ports = portsOf(device)
  const active = space.devices.get(data?.activePort ?? 0)
  const [only, ...more] = data?.mode === 'active-backup' ? (active === undefined ? [] : [active]) : ports
  if (only === undefined) {
    lose(trial, {
      reason: 'no-carrier',
      space,
      packet,
      device,
      fact: () => `no port of ${deviceText(device)} can send`,
    })
    return
  }
  if (data?.mode === 'broadcast') {
    for (const port of more) transmit(trial, copyOf(packet), port)
    transmit(trial, packet, only)
    return
  }
  const all = [only, ...more]
  const chosen =
    more.length === 0
      ? 0
      : trial.decide({
          key: `bond ${space.netns}/${device.ifindex} ${packet.label}`,
          on: () => `by which of ${all.map(({ name }) => name).join(', ')} ${deviceText(device)} sends`,
          answers: all.map(({ name }) => `by ${name}`),
        })
  const port = all[chosen] ?? only
  note(packet, { kind: 'link', space, detail: () => `${device.name} port ${port.name}` })
  transmit(trial, packet, port)
}

/** A frame from a port is the bond's, unless the port only stands by (bond_handle_frame). */
export const handleBondFrame = (trial: Trial, packet: Packet, device: Device, master: Device): Device | null => {
  const port = device.record.info?.port
  const info = master.record.info?.link
  const takesAll = info?.kind === 'bond' && info.data?.allPortsActive === true
  if (port?.kind !== 'bond' || port.data.state !== 'BACKUP' || takesAll) return master
  lose(trial, {
    reason: 'no-carrier',
    space: device.space,
    packet,
    device,
    fact: () => `${device.name} only stands by in ${deviceText(master)}`,
  })
  return null
}
