import type { Container } from '../../../collectors/containers/record.ts'
import type { Scene } from '../scene/scene.ts'

/** Addresses of a container on a network that Docker's server tells others there. */
export interface KnownName {
  readonly container: Container
  readonly networkName: string
  readonly addresses: readonly string[]
}

/**
 * Who is known by a name to Docker's server of a container (libnetwork: sandbox ResolveName): the containers on its networks by their
 * names, aliases and short ids, the own aliases of its links first. The names of the default bridge are nobody's.
 */
export const namesOnNetworks = (asker: Container, name: string, { snapshot }: Scene): readonly KnownName[] => {
  const wanted = name.toLowerCase().replace(/\.$/, '')
  return asker.endpoints
    .filter(({ networkName }) => networkName !== 'bridge')
    .flatMap(({ networkId, networkName, links }) => {
      const linked = links.find((link) => link.split(':')[1]?.toLowerCase() === wanted)?.split(':')[0]
      return snapshot.containers.flatMap((container) => {
        const endpoint = container.endpoints.find((one) => one.networkId === networkId)
        if (endpoint === undefined || container.netns === null) return []
        const { aliases, dnsNames, ipv4, ipv6 } = endpoint
        const own = [container.name, container.id.slice(0, 12), ...aliases, ...dnsNames]
        const names = own.flatMap((one) => [one.toLowerCase(), `${one}.${networkName}`.toLowerCase()])
        if (!names.includes(wanted) && container.name !== linked) return []
        return [{ container, networkName, addresses: [ipv4, ipv6].filter((address) => address !== '') }]
      })
    })
}
