import type { Topology } from '../../../agent/topology/graph.ts'
import { printable } from '../printable.ts'
import { byText } from './by-text.ts'
import { followBack, node } from './follow.ts'

interface Publication {
  readonly protocol: string
  /** `*` is every address, of IPv4 and of IPv6. */
  readonly ip: string
  readonly port: number
  readonly containerPort: number
}

/** What a container publishes, in few words: `*:8080→80/tcp`, `127.0.0.1:3000-3002→3000-3002/tcp`. */
export const publications = (topology: Topology, container: string): string[] =>
  runs(bothFamilies(publicationsOf(topology, container)).sort(inOrder)).map(words)

const publicationsOf = (topology: Topology, container: string): Publication[] =>
  followBack(topology, container, 'publishes').flatMap(({ key, edge }) => {
    const port = node(topology, key, 'port')
    if (port === null) return []
    const ip = printable(port.ip.includes(':') ? `[${port.ip}]` : port.ip)
    return [{ protocol: port.protocol, ip, port: port.port, containerPort: edge.containerPort }]
  })

const same = (one: Publication, two: Publication): boolean =>
  one.protocol === two.protocol && one.port === two.port && one.containerPort === two.containerPort

/** `0.0.0.0` and `[::]` of the same port become `*`. */
const bothFamilies = (all: readonly Publication[]): Publication[] =>
  all.flatMap((publication) => {
    const twin = (ip: string): boolean => all.some((other) => other.ip === ip && same(other, publication))
    if (publication.ip === '0.0.0.0' && twin('[::]')) return [{ ...publication, ip: '*' }]
    return publication.ip === '[::]' && twin('0.0.0.0') ? [] : [publication]
  })

const inOrder = (one: Publication, two: Publication): number =>
  byText(one.protocol, two.protocol) || byText(one.ip, two.ip) || one.port - two.port

type Run = Publication & { readonly length: number }

/** Neighbouring ports become one range. */
const runs = (sorted: readonly Publication[]): Run[] => {
  const found: Run[] = []
  for (const publication of sorted) {
    const last = found.at(-1)
    const continues =
      last !== undefined &&
      last.protocol === publication.protocol &&
      last.ip === publication.ip &&
      last.port + last.length === publication.port &&
      last.containerPort + last.length === publication.containerPort
    if (continues) found[found.length - 1] = { ...last, length: last.length + 1 }
    else found.push({ ...publication, length: 1 })
  }
  return found
}

const words = ({ protocol, ip, port, containerPort, length }: Run): string => {
  const range = (first: number): string => (length === 1 ? `${first}` : `${first}-${first + length - 1}`)
  return `${ip}:${range(port)}→${range(containerPort)}/${protocol}`
}
