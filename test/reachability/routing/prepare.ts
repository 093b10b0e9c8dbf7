import type { Device } from '../../../agent/reachability/scene/device.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import type { Lab, Space as LabSpace } from '../../lab/lab.ts'
import { type Seen as SeenAt, seenAt } from '../seen-at.ts'
import type { RandomRouting } from './random-routing.ts'

/** A namespace of the lab with a random routing. */
export interface Seen extends SeenAt {
  readonly place: LabSpace
  readonly routing: RandomRouting
}

/** Builds one namespace for each random routing, and takes one look at all of them. */
export const prepare = async (lab: Lab, family: 4 | 6, routings: readonly RandomRouting[]): Promise<Seen[]> => {
  const { containers } = await lab.manyNamespaces(routings.length, `routes${family}`)
  const pairs = routings.flatMap((routing, at) => {
    const place = containers[at]
    return place === undefined ? [] : [{ routing, place }]
  })
  await Promise.all(pairs.map(({ routing, place }) => configure(place, family, routing)))
  const snapshot = await lookAtHost()
  return pairs.map(({ routing, place }) => ({ place, routing, ...seenAt(snapshot, place) }))
}

/** The namespace as it is by now. */
export const lookAgain = async ({ place, routing }: Seen): Promise<Seen> => ({
  place,
  routing,
  ...seenAt(await lookAtHost(), place),
})

/** Lines that the kernel refuses are left out: a random address or gateway may make no sense. */
const configure = async (place: LabSpace, family: 4 | 6, { lines, sysctls }: RandomRouting): Promise<void> => {
  const isDevice = (line: string): boolean => line.startsWith('link')
  const batch = async (own: readonly string[]): Promise<void> => {
    await place.exec(['ip', ...(family === 6 ? ['-6'] : []), '-force', '-batch', '-'], { input: `${own.join('\n')}\n` })
  }
  const write = async (values: RandomRouting['sysctls']): Promise<void> => {
    await place.exec(['sh', '-s'], {
      input: values.map(([path, value]) => `echo ${value} >/proc/sys/net/${path}\n`).join(''),
    })
  }
  // Without duplicate address detection an address works at once.
  if (family === 6)
    await write([
      ['ipv6/conf/all/disable_ipv6', 0],
      ['ipv6/conf/default/disable_ipv6', 0],
      ['ipv6/conf/default/accept_dad', 0],
    ])
  await batch(['addr flush dev eth0', ...lines.filter(isDevice)])
  await write(sysctls)
  await batch(lines.filter((line) => !isDevice(line)))
}

export const deviceOf = ({ space }: Seen, name: string | null): Device | undefined =>
  name === null ? undefined : space.deviceNamed(name)
