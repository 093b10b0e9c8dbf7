import { type ReactNode, useEffect, useState } from 'react'
import type { Topology } from '../../../agent/topology/graph.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { follow, node } from '../../../exporters/formats/reading/follow.ts'
import { followTraffic } from '../live/follow-traffic.ts'
import type { Rates } from '../live/rates.ts'
import { words } from '../words.ts'

type Sample = ReadonlyMap<string, Rates>

/** Two minutes, at one sample every two seconds. */
const mostSamples = 60

/** The inode of the namespace that has the interfaces of a node; null without one. */
export const namespaceOf = (topology: Topology, key: string): number | null => {
  const { kind } = topology.getNodeAttributes(key)
  const of =
    kind === 'interface' ? follow(topology, key, 'in') : kind === 'container' ? follow(topology, key, 'runs-in') : []
  const netns = kind === 'netns' ? key : of[0]?.key
  return netns === undefined ? null : (node(topology, netns, 'netns')?.inode ?? null)
}

interface Props {
  readonly inode: number
  /** The only interface that is wanted; null: every one of the namespace. */
  readonly only: string | null
}

/** What the interfaces of a namespace carry now, and did in the last two minutes. */
export const Traffic = ({ inode, only }: Props): ReactNode => {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  useEffect(() => {
    const stop = new AbortController()
    const tell = (rates: Sample | null): void =>
      setSamples((before) => [...before, rates ?? new Map()].slice(-mostSamples))
    followTraffic(inode, tell, stop.signal)
    return () => stop.abort()
  }, [inode])
  const newest = [...(samples.at(-1) ?? new Map<string, Rates>())].filter(([key]) => only === null || key === only)
  return (
    <section className="traffic">
      <h3>{words.traffic}</h3>
      {newest.length === 0 ? (
        <p className="says">{samples.length === 0 ? words.measuring : words.notMeasured}</p>
      ) : null}
      {newest.map(([key, { name, receivedBits, sentBits, drops }]) => (
        <div key={key} className="carried">
          <bdi>{printable(name)}</bdi>
          <span>{words.received(rateText(receivedBits))}</span>
          <span>{words.sent(rateText(sentBits))}</span>
          {drops === null || drops === 0 ? null : (
            <span className="state" data-health="warning">
              {words.drops(drops < 1 ? '< 1' : drops.toFixed(0))}
            </span>
          )}
          <History samples={samples} of={key} />
        </div>
      ))}
    </section>
  )
}

const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const

/** Three digits and a unit; what is not known is a dash, never 0. */
const rateText = (bits: number | null): string => {
  if (bits === null) return '-'
  const power = Math.min(units.length - 1, bits < 1 ? 0 : Math.floor(Math.log10(bits) / 3))
  const value = bits / 1000 ** power
  return `${value < 10 && power > 0 ? value.toFixed(2) : value < 100 && power > 0 ? value.toFixed(1) : value.toFixed(0)} ${units[power]}`
}

/** What was received and sent together, from the left to now on the right; a gap where nothing was known. */
const History = ({ samples, of }: { readonly samples: readonly Sample[]; readonly of: string }): ReactNode => {
  const values = samples.map((sample) => {
    const { receivedBits = null, sentBits = null } = sample.get(of) ?? {}
    return receivedBits === null || sentBits === null ? null : receivedBits + sentBits
  })
  const most = Math.max(1, ...values.map((value) => value ?? 0))
  const first = mostSamples - values.length
  const line = values
    .map((value, at) =>
      value === null
        ? ''
        : `${at === 0 || values[at - 1] === null ? 'M' : 'L'}${(first + at) * 4} ${31 - (value / most) * 30}`,
    )
    .join('')
  return (
    <svg className="history" viewBox="0 0 240 32" aria-hidden="true">
      <path d={line} />
    </svg>
  )
}
