import { SocketAddress } from 'node:net'
import type { Container } from '../../../collectors/containers/record.ts'
import type { Namespace } from '../../../collectors/namespaces/record.ts'
import { containersNamed, namespacesNamed } from '../../topology/named.ts'
import type { Scene } from '../scene/scene.ts'
import type { Space } from '../scene/space.ts'
import { EndpointError } from './endpoint-error.ts'
import type { Place } from './written.ts'

/** Where an endpoint is, in a snapshot. */
export type Located =
  /** `address`: the one that was written, if any. `container`: through which the namespace was meant. */
  | {
      readonly kind: 'space'
      readonly space: Space
      readonly container: Container | null
      readonly address: string | null
    }
  /** A container without a network namespace: it does not run. */
  | { readonly kind: 'stopped'; readonly container: Container }
  /** Beyond an uplink; null: any address there. */
  | { readonly kind: 'outside'; readonly address: string | null }
  /** An address that nobody in the snapshot has, or that the source has to find by itself. */
  | { readonly kind: 'address'; readonly address: string }
  /** No container is called so: a name that the source has to resolve. */
  | { readonly kind: 'hostname'; readonly name: string }

/** As inet_ntop writes it, and so the collectors. */
export const canonical = (address: string): string =>
  address.includes(':') ? new SocketAddress({ address, family: 'ipv6' }).address : address

/** @throws EndpointError for an unknown name, or one that several have */
export const locateSource = (place: Place, scene: Scene): Located => {
  if (place.kind === 'address') return ofAddress(canonical(place.address), scene)
  const located = locate(place, scene)
  if (located.kind === 'hostname') throw unknownName(located.name, scene)
  return located
}

/** @throws EndpointError as for a source; a name that no container has is left to be resolved */
export const locateDestination = (place: Place, scene: Scene): Located => locate(place, scene)

/** Who is called so: for errors about a name. */
export const unknownName = (name: string, { snapshot }: Scene): EndpointError => {
  const { containers, namespaces } = snapshot
  const known = [
    'host',
    'world',
    ...containers.map((one) => one.name),
    ...namespaces.flatMap(({ names }) => names.map((own) => `netns:${own}`)),
  ]
  const hint = 'give a container (name or id), host, netns:NAME, pid:PID, world or an address'
  return new EndpointError('unknown', `no container is called '${name}'; ${hint}.`, { word: name, known })
}

const locate = (place: Place, scene: Scene): Located => {
  switch (place.kind) {
    case 'name':
      return ofName(place.name, scene)
    case 'host': {
      if (scene.root === undefined) throw new EndpointError('unknown', 'the snapshot has no namespace of the host.')
      return inSpace(scene.root)
    }
    case 'netns':
      return ofNamespace(`netns:${place.name}`, place.name, scene)
    case 'pid':
      return ofNamespace(`pid:${place.pid}`, `pid:${place.pid}`, scene)
    case 'world':
      return { kind: 'outside', address: place.address === null ? null : canonical(place.address) }
    case 'address':
      return { kind: 'address', address: canonical(place.address) }
    default:
      return place satisfies never
  }
}

const inSpace = (space: Space, container: Container | null = null, address: string | null = null): Located => ({
  kind: 'space',
  space,
  container,
  address,
})

const ofName = (name: string, scene: Scene): Located => {
  const found = containersNamed(name, scene.snapshot.containers)
  const [container] = found
  if (container === undefined) return { kind: 'hostname', name }
  if (found.length > 1) {
    const candidates = found.map(({ name: own, id }) => `${own} (${id.slice(0, 12)})`).join(', ')
    throw new EndpointError(
      'ambiguous',
      `'${name}' means ${found.length} containers: ${candidates}; give more of the id.`,
    )
  }
  const space = container.netns === null ? undefined : scene.space(container.netns)
  return space === undefined ? { kind: 'stopped', container } : inSpace(space, container)
}

const ofNamespace = (word: string, shown: string, scene: Scene): Located => {
  const found = namespacesNamed(word, scene.snapshot)
  const [namespace] = found
  if (namespace === undefined) {
    const known = scene.snapshot.namespaces.flatMap(({ names }) => names)
    throw new EndpointError('unknown', `no network namespace is called '${shown}'.`, { word: shown, known })
  }
  if (found.length > 1) throw severalNamespaces(`'${shown}'`, found, scene)
  const space = scene.space(namespace.id)
  if (space === undefined)
    throw new EndpointError('no-network', `nothing is known of the network namespace '${shown}'.`)
  return inSpace(space)
}

const severalNamespaces = (what: string, found: readonly Namespace[], scene: Scene): EndpointError => {
  const candidates = found.map(({ id, inode }) => `netns:${inode} (${scene.space(id)?.title ?? id})`).join(', ')
  return new EndpointError(
    'ambiguous',
    `${what} means ${found.length} network namespaces: ${candidates}; give one of these.`,
  )
}

/** The namespaces that have an address. */
export const spacesWith = (address: string, { addressed, space }: Scene): readonly Space[] => [
  ...new Set(addressed(address).flatMap(({ netns }) => space(netns) ?? [])),
]

const ofAddress = (address: string, scene: Scene): Located => {
  const spaces = spacesWith(address, scene)
  const [space] = spaces
  if (space === undefined) return { kind: 'outside', address }
  if (spaces.length > 1)
    throw severalNamespaces(
      `the address ${address}`,
      spaces.flatMap((one) => one.namespace ?? []),
      scene,
    )
  return inSpace(space, null, address)
}
