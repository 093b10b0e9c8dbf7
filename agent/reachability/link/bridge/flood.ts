import { lose } from '../../trial.ts'
import { concernedPorts } from './audience.ts'
import type { Port } from './bridge.ts'
import { forwardToAll } from './forward.ts'
import type { Frame } from './frame.ts'

export type Audience = 'unicast' | 'multicast' | 'broadcast'

const settingOf = { unicast: 'unicastFlood', multicast: 'mcastFlood', broadcast: 'broadcastFlood' } as const

/** Why a port does not take what is flooded, in words; null where it does. */
const refusalOf = (frame: Frame, { settings }: Port, audience: Audience): string | null => {
  const isOwn = frame.input === null && audience !== 'unicast'
  if (settings[settingOf[audience]] === false && !isOwn) return `does not take flooded ${audience} frames`
  if (settings.proxyArp === true) return 'has proxy_arp, and takes nothing that is flooded'
  if (frame.isAnswered && settings.neighbourSuppress === true) return 'has neigh_suppress, and what is asked is known'
  return null
}

/**
 * Sends a frame to every port that takes what nobody is known for (br_flood, net/bridge/br_forward.c). Groups and broadcasts of the
 * bridge's own host go everywhere.
 */
export const flood = (frame: Frame, audience: Audience, keepsOriginal: boolean): void => {
  const { bridge, input, trial, packet } = frame
  const { device } = bridge
  const lossesBefore = trial.losses.length
  const concerned = audience === 'unicast' ? null : concernedPorts(trial, bridge, packet)
  const ports: Port[] = []
  for (const port of concerned ?? bridge.ports.values()) {
    const refusal = refusalOf(frame, port, audience)
    if (refusal === null) ports.push(port)
    else if (port !== input)
      lose(trial, {
        reason: 'bridge-no-flood',
        space: device.space,
        packet,
        device: port.device,
        fact: () => `port ${port.device.name} of ${device.name} ${refusal}`,
      })
  }
  const isSent = forwardToAll(frame, ports, keepsOriginal)
  if (isSent || keepsOriginal || concerned !== null || trial.losses.length > lossesBefore) return
  lose(trial, {
    reason: 'bridge-no-flood',
    space: device.space,
    packet,
    device,
    fact: () =>
      `${device.name} does not know where ${packet.link?.destination} is, and has no other port that takes it`,
  })
}
