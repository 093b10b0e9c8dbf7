import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Neighbour } from '../../../../collectors/netlink/messages/neighbour.ts'
import type { Device } from '../../scene/device.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Loss } from '../../trial.ts'
import { commandIn } from './command-in.ts'
import { senderOf } from './misdirected.ts'
import { shellWord } from './shell-word.ts'

/** What an interface believes of a neighbour. */
export interface Belief {
  readonly sender: Device
  readonly entry: Dumped<Neighbour> & { readonly destination: string }
}

/** The neighbour entries that gave a frame the hardware address that it is for. */
export const beliefsBehind = (scene: Scene, loss: Loss): readonly Belief[] => {
  const mac = loss.packet.link?.destination
  const sender = senderOf(scene, loss)
  if (mac === undefined || sender === null) return []
  return sender.space.neighbours.flatMap((entry) => {
    const { destination } = entry
    const isIt = entry.ifindex === sender.ifindex && entry.address === mac && destination !== undefined
    return isIt ? [{ sender, entry: { ...entry, destination } }] : []
  })
}

/** Lets an interface ask anew. */
export const forget = ({ sender, entry: { destination } }: Belief): string =>
  commandIn(sender.space, `ip neigh del ${destination} dev ${shellWord(sender.name)}`)

/** Lets the sender of a frame ask anew where it has entries that gave the frame its address. */
export const forgetWrong = (scene: Scene, loss: Loss): readonly string[] => {
  const found = beliefsBehind(scene, loss)
  return found.length === 0
    ? [`# who sends it believes in ${loss.packet.link?.destination ?? 'another address'}: see ip neigh there`]
    : found.map(forget)
}
