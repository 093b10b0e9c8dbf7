import type { Problem } from '../problem.ts'
import type { DockerAddress } from './docker-address.ts'
import { type DockerClient, openDocker } from './docker-client.ts'
import { containerOfInspect, containerOfListEntry } from './docker-container.ts'
import { DockerError } from './docker-error.ts'
import { DockerMemory } from './docker-memory.ts'
import { networkOf } from './docker-network.ts'
import { textAt } from './json-value.ts'
import type { Container, Engine, Network } from './record.ts'

export type DockerReading = {
  readonly engine: Engine | null
  readonly containers: readonly Container[]
  readonly networks: readonly Network[]
  readonly problems: readonly Problem[]
}

type Question = {
  readonly address: DockerAddress
  /** Deadline of one request; 5 s unless told. */
  readonly callMilliseconds?: number
  /** Deadline of the whole reading; 20 s unless told. */
  readonly totalMilliseconds?: number
  /** Longest answer; 32 MiB unless told. */
  readonly bodyBytes?: number
  /** Requests at a time; 8 unless told. */
  readonly concurrency?: number
  /** What was described before; without it, every container is asked about. */
  readonly memory?: DockerMemory
}

type Failure = { readonly about: string; readonly error: DockerError }

const dockerError = (error: unknown): DockerError => {
  if (error instanceof DockerError) return error
  throw error
}

const problemOf = ({ about, error }: Failure): Problem => ({
  collector: 'docker',
  kind: error.kind,
  about,
  message: error.message,
})

/** One problem per cause: an engine that dies in the middle is not a thousand problems. */
const problemsOf = (failures: readonly Failure[]): readonly Problem[] => {
  const causes = Map.groupBy(failures, ({ error }) => `${error.kind} ${error.message}`)
  return [...causes.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    if (group.length <= 3) return group.map(problemOf)
    const message = `${first.error.message} (${group.length} times, first for ${first.about})`
    return [{ collector: 'docker', kind: first.error.kind, message }]
  })
}

/** Runs `work` on every item, `width` at a time. */
const eachOf = async <T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> => {
  const remaining = items.values()
  const worker = async () => {
    for (const item of remaining) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
}

/** Elements with distinct and well-formed ids; others are a failure. */
const identified = (answer: unknown, form: RegExp, failures: Failure[]): ReadonlyMap<string, unknown> => {
  const found = new Map<string, unknown>()
  if (!Array.isArray(answer)) {
    failures.push({ about: 'Docker', error: new DockerError('malformed', 'the engine sent no list where one belongs') })
    return found
  }
  for (const element of answer) {
    const id = textAt(element, 'Id')
    if (form.test(id)) found.set(id, element)
    else
      failures.push({ about: 'Docker', error: new DockerError('malformed', 'the engine listed an id of unknown form') })
  }
  return found
}

type Reader = { readonly client: DockerClient; readonly width: number; readonly memory: DockerMemory }

const readContainers = async ({ client, width, memory }: Reader, failures: Failure[]): Promise<Container[]> => {
  const listed = identified(await client.containers(), /^[0-9a-f]{64}$/, failures)
  // In the order of the list, whatever the order of the answers.
  const containers = new Map<string, Container>()
  for (const [id, entry] of listed) containers.set(id, containerOfListEntry(entry, client.runtime))
  memory.keepOnly(listed)
  await eachOf([...listed.keys()], width, async (id) => {
    const before = memory.recall(id, listed.get(id))
    if (before !== null) {
      containers.set(id, before)
      return
    }
    try {
      const described = containerOfInspect(await client.container(id), client.runtime)
      if (described.id !== id) throw new DockerError('malformed', 'the engine described another container')
      containers.set(id, described)
      memory.note(id, { entry: listed.get(id), described })
    } catch (error) {
      const failure = dockerError(error)
      failures.push({ about: `container ${id.slice(0, 12)}`, error: failure })
      if (failure.kind === 'vanished') containers.delete(id)
    }
  })
  return [...containers.values()]
}

/** Swarm's networks have 25 letters and digits for an id. */
const networkId = /^(?:[0-9a-f]{64}|[0-9a-z]{25})$/

const readNetworks = async (client: DockerClient, failures: Failure[]): Promise<Network[]> =>
  [...identified(await client.networks(), networkId, failures).values()].map((json) => networkOf(json, client.runtime))

/**
 * All containers and networks of an engine. Never rejects because of the engine: what it does not tell is a problem, and
 * the rest is there. A container that cannot be described is shown as far as the list tells, with pid 0; one that was
 * removed in between is left out. `netns` and `cgroup` of the containers, `pid` and `netns` of the engine are not known
 * here.
 */
export const readDocker = async (question: Question): Promise<DockerReading> => {
  const { address, callMilliseconds = 5_000, totalMilliseconds = 20_000 } = question
  const { bodyBytes = 32 * 1024 * 1024, concurrency = 8, memory = new DockerMemory() } = question
  const total = new AbortController()
  const slow = `${address.url} did not tell everything within ${totalMilliseconds / 1000} s`
  const timer = setTimeout(() => total.abort(new DockerError('unavailable', slow)), totalMilliseconds)
  const failures: Failure[] = []
  const orNothing = async <T>(part: Promise<T[]>): Promise<T[]> => {
    try {
      return await part
    } catch (error) {
      failures.push({ about: 'Docker', error: dockerError(error) })
      return []
    }
  }
  try {
    // One connection more, so that the networks do not wait for containers that hang.
    const limits = { callMilliseconds, total: total.signal, bodyBytes, connections: concurrency + 1 }
    using client = await openDocker(address, limits)
    const [containers, networks] = await Promise.all([
      orNothing(readContainers({ client, width: concurrency, memory }, failures)),
      orNothing(readNetworks(client, failures)),
    ])
    const { version, apiVersion } = client
    const engine: Engine = { address: address.url, version, apiVersion, pid: 0, netns: null }
    return { engine, containers, networks, problems: problemsOf(failures) }
  } catch (error) {
    const problem = problemOf({ about: 'Docker', error: dockerError(error) })
    return { engine: null, containers: [], networks: [], problems: [problem] }
  } finally {
    clearTimeout(timer)
  }
}
