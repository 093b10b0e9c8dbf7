import type { ToldChange } from '../../agent/changes/event.ts'
import type { Space } from '../lab/space.ts'

/** Changes one thing again and again, and takes the time until a reader of events hears of it. */
export interface Probe extends Disposable {
  /** Makes the next change, unless the last is still waited for. */
  readonly change: () => void
  readonly hear: (change: ToldChange) => void
  /** What was changed is not waited for any more. */
  readonly forget: () => void
  /** From the word to the kernel to the end of the event, in milliseconds. */
  readonly latencies: readonly number[]
  /** Since when it waits for the last; null when it has come. */
  readonly waitingSince: () => number | null
}

const name = 'probe0'
/** Of a bridge, from the least that IPv6 takes. */
const [least, most] = [1280, 9000]

/** @param space where it makes a bridge of its own */
export const openProbe = async (space: Space): Promise<Probe> => {
  await space.exec(['ip', 'link', 'add', name, 'type', 'bridge'])
  // One process for all changes: starting one takes longer than what is measured.
  const ip = space.start(['ip', '-force', '-batch', '-'])
  ip.stdin?.on('error', () => {})
  const latencies: number[] = []
  let mtu = least
  let since: number | null = null
  return {
    latencies,
    change: () => {
      if (since !== null) return
      mtu = mtu === most ? least : mtu + 1
      since = performance.now()
      ip.stdin?.write(`link set ${name} mtu ${mtu}\n`)
    },
    hear: ({ kind, after }) => {
      if (since === null || kind !== 'interface' || !isMtu(after, mtu)) return
      latencies.push(performance.now() - since)
      since = null
    },
    forget: () => {
      since = null
    },
    waitingSince: () => since,
    [Symbol.dispose]: () => ip.stdin?.end(),
  }
}

const isMtu = (after: unknown, mtu: number): boolean =>
  typeof after === 'object' && after !== null && 'mtu' in after && after.mtu === mtu && !('name' in after)
