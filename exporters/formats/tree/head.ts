import type { Topology } from '../../../agent/topology/graph.ts'
import type { FormatOptions } from '../format.ts'
import { node } from '../reading/follow.ts'
import { nameOf } from '../reading/name-of.ts'
import type { Scene } from '../reading/scene.ts'
import { fewOf } from './few-of.ts'
import { type Row, row, say } from './row.ts'

/** The host in one line, and in another what is wrong with what is below. */
export const headRows = (scene: Scene, { snapshot }: FormatOptions): Row[] => {
  const host = node(scene.topology, 'host', 'host')
  const facts = [
    host?.os ?? '',
    host?.kernel ? `Linux ${host.kernel}` : '',
    uptime(host?.bootTime ?? null, snapshot.takenAt),
    snapshot.engine === null ? '' : `Docker ${snapshot.engine.version}`,
    `seen ${snapshot.takenAt.replace(/^(\S+)T([\d:]+)(\.\d+)?Z$/, '$1 $2 UTC')}`,
  ].filter((fact) => fact !== '')
  return [
    row([say(host?.hostname || 'host', 'strong'), ...facts.map((fact) => [...say('· ', 'dim'), ...say(fact)])]),
    ...faultRows(scene),
  ]
}

const faultRows = ({ topology, faults }: Scene): Row[] => {
  const levels = ['broken', 'doubtful'] as const
  const rows = levels.flatMap((level) => {
    const names = [...faults]
      .filter(([, all]) => all.some((one) => one.level === level))
      .map(([key]) => subject(topology, key))
    const mark = level === 'broken' ? '✗' : '!'
    return names.length === 0 ? [] : [row([say(`${mark} ${names.length} ${level}:`, level), say(fewOf(names, 6))])]
  })
  return rows.length > 0 ? rows : [row([say('✓ nothing broken in what can be seen', 'good')])]
}

const subject = (topology: Topology, key: string): string =>
  key.startsWith('net:') ? `network ${nameOf(topology, key)}` : nameOf(topology, key)

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `up 12 days`. */
const uptime = (bootTime: string | null, takenAt: string): string => {
  const elapsed = Date.parse(takenAt) - Date.parse(bootTime ?? '')
  if (!(elapsed >= 0)) return ''
  if (elapsed >= 2 * day) return `up ${Math.floor(elapsed / day)} days`
  return elapsed >= 2 * hour ? `up ${Math.floor(elapsed / hour)} hours` : `up ${Math.floor(elapsed / minute)} min`
}
