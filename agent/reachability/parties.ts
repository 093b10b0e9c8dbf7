import type { Container } from '../../collectors/containers/record.ts'
import { chooseAddress, plainRoute } from './endpoint/choose-address.ts'
import { EndpointError } from './endpoint/endpoint-error.ts'
import { outsideAddress, uplinkTowards } from './endpoint/outside.ts'
import {
  canonical,
  type Located,
  locateDestination,
  locateSource,
  spacesWith,
  unknownName,
} from './endpoint/resolve.ts'
import { type Place, parseDestination, parseSource } from './endpoint/written.ts'
import type { Probe } from './exchange/exchange.ts'
import type { Resolution } from './names/names.ts'
import { resolveName } from './names/resolve-name.ts'
import type { Scene } from './scene/scene.ts'
import type { Space } from './scene/space.ts'
import type { Trial } from './trial.ts'

/** A question as it was asked. */
export interface Asked {
  readonly from: string
  readonly to: string
  /** Which of the target's addresses is meant. */
  readonly address?: string | undefined
}

/** Who asks for whom. */
export interface Parties {
  readonly scene: Scene
  /** Null: beyond the uplink. */
  readonly source: Space | null
  readonly sourceContainer: Container | null
  /** Null: nobody that the snapshot knows to be meant. */
  readonly target: Space | null
  readonly targetContainer: Container | null
  readonly port: number | null
  readonly protocol: Probe['protocol']
  /** The address that the source sends from; null where no route tells. */
  readonly sourceAddress: string | null
  /** How the source finds the target by its name; null where the target was not given by one. */
  readonly resolution: Resolution | null
  /** Null: the target has no address that a packet could be sent to. */
  readonly probe: Probe | null
}

/** @throws EndpointError when an endpoint is malformed, unknown, ambiguous, or has no network */
export const partiesOf = (scene: Scene, asked: Asked, trial: Trial): Parties => {
  const { place, port, protocol } = parseDestination(asked.to)
  const from = locateSource(parseSource(asked.from), scene)
  const to = locateDestination(place, scene)
  if (from.kind === 'stopped') throw notRunning(from.container)
  const source = from.kind === 'space' ? from.space : null
  const sourceContainer = containerOf(from, scene)
  const resolution = resolutionOf(place, to, { scene, source, sourceContainer })
  const target = targetOf(to, resolution, scene)
  const targetContainer =
    containerOf(to, scene) ?? (target === null ? null : (scene.containersOf(target.netns)[0] ?? null))
  const known = { scene, source, sourceContainer, target, targetContainer, resolution, port, protocol }
  const address = addressOf(to, { ...known, name: asked.to, chosen: asked.address }, trial)
  if (address === null) return { ...known, sourceAddress: null, probe: null }
  const destination = { destination: address, protocol, ...(port === null ? {} : { port }) }
  if (source !== null) {
    const own = from.kind === 'space' ? from.address : null
    const bound = own === null ? {} : { source: own }
    const sourceAddress = own ?? plainRoute(source, address, trial).source
    return { ...known, sourceAddress, probe: { from: source.netns, ...destination, ...bound } }
  }
  const uplink = uplinkTowards(scene, target, trial)
  const outside = from.kind === 'outside' ? from.address : null
  const sender = outside ?? outsideAddress(uplink.space, address, scene, trial)
  const entry = { netns: uplink.space.netns, ifindex: uplink.ifindex }
  return { ...known, sourceAddress: sender, probe: { from: null, ...destination, source: sender, uplink: entry } }
}

/** How a program in the source finds a container, or a name that no container has. Nobody asks for oneself, nor by an id. */
const resolutionOf = (
  place: Place,
  to: Located,
  asker: Pick<Parties, 'scene' | 'source' | 'sourceContainer'>,
): Resolution | null => {
  const { scene, source, sourceContainer } = asker
  if (place.kind !== 'name' || source === null) return null
  if (to.kind === 'hostname') return resolveName(scene, source, sourceContainer, to.name)
  const isOther = to.kind === 'space' && to.space !== source && to.container?.name === place.name
  return isOther && sourceContainer !== null ? resolveName(scene, source, sourceContainer, place.name) : null
}

const targetOf = (to: Located, resolution: Resolution | null, scene: Scene): Space | null => {
  if (to.kind === 'space') return to.space
  const address = to.kind === 'address' ? to.address : to.kind === 'hostname' ? resolution?.addresses[0] : undefined
  return address === undefined ? null : holderOf(address, scene)
}

const notRunning = ({ name, state }: Container): EndpointError =>
  new EndpointError(
    'no-network',
    `container '${name}' has no network namespace; it is ${state}. Start it: docker start ${name}`,
  )

const containerOf = (located: Located, scene: Scene): Container | null => {
  if (located.kind === 'stopped') return located.container
  if (located.kind !== 'space') return null
  return located.container ?? scene.containersOf(located.space.netns)[0] ?? null
}

/** The only namespace that has the address; null where none or several have it. */
const holderOf = (address: string, scene: Scene): Space | null => {
  const [holder, ...others] = spacesWith(address, scene)
  return holder === undefined || others.length > 0 ? null : holder
}

interface Meant extends Omit<Parties, 'probe' | 'sourceAddress'> {
  readonly name: string
  readonly chosen: string | undefined
}

const addressOf = (to: Located, meant: Meant, trial: Trial): string | null => {
  const { scene, source, name } = meant
  const chosen = meant.chosen === undefined ? null : canonical(meant.chosen)
  switch (to.kind) {
    case 'space':
      return chooseAddress({ ...meant, target: to.space, chosen }, trial)
    case 'stopped':
      return chosen ?? lastAddress(to.container)
    case 'outside':
      return to.address ?? outsideAddress(source ?? uplinkTowards(scene, null, trial).space, null, scene, trial)
    case 'address':
      return to.address
    case 'hostname':
      return resolvedAddress(to.name, meant)
    default:
      throw new EndpointError('malformed', `'${name}' cannot be used.`)
  }
}

/** @throws EndpointError for a word that is likelier a wrong container's name than a host's */
const resolvedAddress = (name: string, { scene, resolution }: Meant): string | null => {
  const [address] = resolution?.addresses ?? []
  if (address !== undefined) return address
  const failure = resolution?.failure?.kind
  if (failure === undefined || failure === 'files-unknown' || (failure === 'not-known' && !name.includes('.')))
    throw unknownName(name, scene)
  return null
}

/** Docker keeps the address of some containers that do not run. */
const lastAddress = ({ endpoints }: Container): string | null =>
  endpoints.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]).find((address) => address !== '') ?? null
