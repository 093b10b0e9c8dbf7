import { destinationOf } from '../../packet/fields.ts'
import { isOnLink } from '../../routing/on-link.ts'
import type { Device } from '../../scene/device.ts'
import type { Loss } from '../../trial.ts'
import type { Finding } from '../cause.ts'
import { addressesOn, type Holder, holdersOf } from './holders.ts'
import { otherEnd, segmentOf } from './segment.ts'

/** A neighbour that nobody answers for. */
export interface AskedNeighbour {
  /** The device that asks. */
  readonly asker: Device
  readonly address: string
  /** It is a gateway, not the destination itself. */
  readonly isGateway: boolean
  /** Who has the address and would hear the question, if nothing were broken. */
  readonly near: readonly Holder[]
  /** Who is meant by all appearance; undefined where nobody has the address. */
  readonly meant: Holder | undefined
  /** Where the questions, and the answers to them, ended. */
  readonly because: readonly Loss[]
}

const known = new WeakMap<Loss, AskedNeighbour>()

/** What the loss of a finding is about, if it is a neighbour that stayed unknown. */
export const askedNeighbour = (finding: Finding): AskedNeighbour | null => {
  const { loss } = finding
  if (loss?.reason !== 'neighbour-failed' || loss.device === undefined) return null
  const found = known.get(loss) ?? readNeighbour(finding, loss, loss.device)
  known.set(loss, found)
  return found
}

const readNeighbour = ({ scene, source, target }: Finding, loss: Loss, asker: Device): AskedNeighbour => {
  const { packet, because = [] } = loss
  const gateway = packet.route?.gateway ?? null
  const address = gateway ?? destinationOf(packet)
  const holders = holdersOf(scene, address).filter(({ device }) => device !== asker)
  const segment = segmentOf(asker)
  const near = holders.filter(({ device }) => segmentOf(device) === segment)
  const own = addressesOn(asker)
  const isNextDoor = ({ record: { local, address: net } }: Holder): boolean =>
    own.some((one) => isOnLink(one, local ?? net ?? ''))
  const isHere = ({ device }: Holder): boolean => (otherEnd(device) ?? device).space === segment.space
  const meant =
    near[0] ??
    holders.find(({ device }) => device.space === target || device.space === source) ??
    holders.find((holder) => isHere(holder) && isNextDoor(holder)) ??
    holders.find(isHere) ??
    holders.find(isNextDoor)
  return { asker, address, isGateway: gateway !== null, near, meant, because }
}
