import { deviceText } from '../../../link/text.ts'
import { lose } from '../../../trial.ts'
import { hostWord } from '../bytes.ts'
import { dropped, droppedElsewhere, type Operation, stolen } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'
import type { ExpressionOf } from './kinds.ts'

/** Sends the packet out of another device at once (nft_fwd_netdev_eval, net/netfilter/nft_fwd_netdev.c). */
export const fwd = ({ sregDev }: ExpressionOf<'fwd'>): Operation => {
  const from = registerAt(sregDev)
  return (machine) => {
    const { packet, state } = machine
    const index = settled(machine, from, 4)
    if (index === null) return dropped('program')
    const device = state.space.devices.get(hostWord(index))
    if (device === undefined) return dropped('program')
    if (!device.isUp) {
      const { space, trial } = state
      lose(trial, { reason: 'device-down', space, packet, device, fact: () => `${deviceText(device)} is down` })
      return droppedElsewhere
    }
    const { joined } = device
    if (joined === null || joined === 'unknown') return dropped('peer-unknown')
    packet.mark = 0
    packet.connection = null
    state.trial.frames.push({ device: joined, packet })
    machine.acted = true
    return stolen
  }
}
