import { sendIcmpError } from '../errors/icmp-error.ts'
import { ETH_P_IP, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { type LearnedNeighbour, type Loss, type LossReason, lose, type Trial } from '../trial.ts'
import { requestLabel } from './label.ts'
import { sendTo } from './send-to.ts'

/** Losses behind which there may be somebody who would have answered. */
const beyond: ReadonlySet<LossReason> = new Set(['beyond-uplink', 'peer-unknown', 'tunnel-unknown', 'queued'])

/** ICMP host unreachable, and ICMPv6 address unreachable (ipv4_link_failure, ip6_link_failure). */
const HOST_UNREACHABLE = { type: 3, code: 1 }
const ADDRESS_UNREACHABLE = { type: 1, code: 3 }

/**
 * Ends the waiting for one neighbour, when nothing else moves any more: what was answered is used (whose answer was first, only the
 * moment decides), or the neighbour has failed and the senders of what waits are told (neigh_timer_handler, neigh_invalidate,
 * net/core/neighbour.c; arp_error_report, ndisc_error_report).
 * @returns false when nobody is waited for
 */
export const failOneNeighbour = (trial: Trial): boolean => {
  const next = nextWaitedFor(trial)
  if (next === null) return false
  const { key, neighbour, device } = next
  const address = key.slice(key.lastIndexOf('/') + 1)
  const mac = chosenAnswer(trial, neighbour, device, address)
  const waiting = neighbour.waiting.splice(0)
  neighbour.mac = mac
  neighbour.failed = mac === null
  if (mac === null) giveUp(trial, waiting, address)
  else for (const { packet, device } of waiting) sendTo(trial, packet, device, address, mac)
  return true
}

interface WaitedFor {
  readonly key: string
  readonly neighbour: LearnedNeighbour
  readonly device: Device
}

/** What asks for a neighbour may itself wait for another one, under a tunnel: nobody fails while an answer is there. */
const nextWaitedFor = ({ neighbours }: Trial): WaitedFor | null => {
  let oldest: WaitedFor | null = null
  for (const [key, neighbour] of neighbours) {
    const [first] = neighbour.waiting
    if (neighbour.mac !== null || first === undefined) continue
    const waited = { key, neighbour, device: first.device }
    if (neighbour.answers.length > 0) return waited
    oldest ??= waited
  }
  return oldest
}

const chosenAnswer = (trial: Trial, neighbour: LearnedNeighbour, device: Device, address: string): string | null => {
  const { answers } = neighbour
  const [only] = answers
  if (only === undefined || answers.length === 1) return only ?? null
  const chosen = trial.decide({
    key: requestLabel(device, address),
    on: () =>
      `which of ${answers.join(', ')} answers first that it has ${address} on ${device.name} of ${device.space.title}`,
    answers: answers.map((mac) => `${mac} is first`),
  })
  return answers[chosen] ?? only
}

const giveUp = (
  trial: Trial,
  waiting: readonly { readonly packet: Packet; readonly device: Device }[],
  address: string,
): void => {
  for (const { packet, device } of waiting) {
    const { space } = device
    const request = requestLabel(device, address)
    const because: readonly Loss[] = trial.losses.filter(({ packet: lost }) => lost.label.endsWith(request))
    const unknown = because.find(({ reason }) => beyond.has(reason))
    if (unknown !== undefined) {
      lose(trial, {
        reason: unknown.reason,
        space,
        packet,
        device,
        because,
        fact: () => `whether somebody answers for ${address} on ${device.name} is not known: ${unknown.fact()}`,
      })
      continue
    }
    lose(trial, {
      reason: 'neighbour-failed',
      space,
      packet,
      device,
      because,
      fact: () => `nobody answers for ${address} on ${device.name} of ${space.title}`,
    })
    sendIcmpError(trial, space, packet, packet.etherType === ETH_P_IP ? HOST_UNREACHABLE : ADDRESS_UNREACHABLE)
  }
}
