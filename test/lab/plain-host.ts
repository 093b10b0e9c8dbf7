import { configure } from './configure.ts'
import { type Nic, type PlainHostSpec, type PlainPlan, planPlainHost, usesIpv6 } from './plain-plan.ts'
import type { Run } from './run.ts'
import { createNamespaces, openSpace, type Space, spaceName } from './space.ts'
import { sleepIn } from './start-sleeper.ts'
import { bareAddress } from './subnet.ts'
import { addUplink } from './uplink.ts'

/** A container's namespace without a process: only its name keeps it. */
export type QuietContainer = Space & {
  readonly name: string
  readonly nics: readonly Nic[]
  /** All addresses, without prefix lengths, in the order of the interfaces. */
  readonly addresses: readonly string[]
}

/** A container's namespace with one process, which sleeps. */
export type PlainContainer = QuietContainer & { readonly pid: number }

export type PlainHost = Space & {
  readonly name: string
  /** A process that sleeps in the host's namespace. */
  readonly pid: number
  readonly containers: readonly PlainContainer[]
  /** The namespace beyond the uplink, if there is one. */
  readonly world: Space | undefined
  container(name: string): PlainContainer
}

/** Builds a host with bridges and containers; about 10 ms each namespace. */
export const buildPlainHost = async (run: Run, spec: PlainHostSpec): Promise<PlainHost> => {
  const { host, containers: quiet } = await buildNamespaces(run, spec)
  const withProcess = async (container: QuietContainer): Promise<PlainContainer> => ({
    ...container,
    pid: await sleepIn(run, container.netns),
  })
  const [pid, world, containers] = await Promise.all([
    sleepIn(run, host.netns),
    spec.uplink ? addUplink(host, usesIpv6(spec)) : undefined,
    Promise.all(quiet.map(withProcess)),
  ])
  const container = (name: string): PlainContainer => {
    const found = containers.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`The lab's host ${spec.name} has no container ${name}.`)
    return found
  }
  return { ...host, name: spec.name, pid, world, containers, container }
}

export type ManyNamespaces = { readonly host: Space; readonly containers: readonly QuietContainer[] }

/**
 * Builds a bridge and this many namespaces on it, each with a veth pair, an address and a default route, without a process.
 * At most 1,023: a bridge of the kernel has no more ports.
 */
export const buildManyNamespaces = (run: Run, name: string, count: number): Promise<ManyNamespaces> =>
  buildNamespaces(run, {
    name,
    bridges: [{ name: 'br0', subnet: '10.64.0.0/16' }],
    containers: Array.from({ length: count }, (_, at) => ({ name: `c${at}`, networks: ['br0'] })),
  })

const buildNamespaces = async (run: Run, spec: PlainHostSpec): Promise<ManyNamespaces> => {
  const nameOf = (container?: string): string =>
    container === undefined ? spaceName(run, spec.name) : spaceName(run, spec.name, container)
  const plan = planPlainHost(spec, nameOf)
  await createNamespaces(
    run,
    plan.batches.map(({ netns }) => netns),
  )
  await configure(run, plan.batches)
  return { host: openSpace(run, nameOf()), containers: plan.containers.map((planned) => openContainer(run, planned)) }
}

const openContainer = (run: Run, { name, netns, wires }: PlainPlan['containers'][number]): QuietContainer => {
  const nics = wires.map(({ nic }) => nic)
  return { ...openSpace(run, netns), name, nics, addresses: nics.flatMap((nic) => nic.addresses.map(bareAddress)) }
}
