import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Container, Engine } from '../containers/record.ts'
import { leadsThroughRemote, mountHolding, readHostMounts } from '../procfs/mounts.ts'
import { fsErrorCode } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'
import { overlayLayer } from './layer.ts'

/** What is to be measured: the containers and the engine of a look. */
export interface Followed {
  readonly containers: readonly Container[]
  readonly engine: Engine | null
}

/** A directory of the host to be measured. */
export interface Measurable {
  /** As the host has it. */
  readonly path: string
  /** Device of the filesystem that holds it, as mountinfo has it. */
  readonly device: string
}

export interface ContainerPlan extends Measurable {
  readonly container: Container
  readonly logPath: string | null
}

export interface VolumePlan extends Measurable {
  readonly volume: string
}

export interface Plan {
  readonly containers: readonly ContainerPlan[]
  readonly volumes: readonly VolumePlan[]
}

/**
 * Where the layers and volumes are. Left out: what is on a filesystem on which a call may hang, and every path that an
 * engine states whose root is not the host's, because there it means something else.
 */
export const planSizes = ({ containers, engine }: Followed, paths: HostPaths): Plan => {
  const mounts = readHostMounts(paths)
  const isLocal = engine !== null && hasRootOf(engine, paths)
  const placed = (path: string | null | undefined): Measurable | null =>
    path?.startsWith('/') && !leadsThroughRemote(mounts, path)
      ? { path, device: mountHolding(mounts, path)?.source ?? '' }
      : null
  const layers = containers.flatMap((container): ContainerPlan[] => {
    const told = isLocal ? container.layer : undefined
    const layer = placed(told ?? (container.pid === 0 ? null : overlayLayer(paths.proc, container.pid, mounts)))
    const logPath = isLocal ? placed(container.logPath)?.path : undefined
    return layer === null ? [] : [{ ...layer, container, logPath: logPath ?? null }]
  })
  const volumes = isLocal ? mountedVolumes(containers) : []
  return {
    containers: layers,
    volumes: volumes.flatMap(({ volume, source }) => {
      const place = placed(source)
      return place === null ? [] : [{ ...place, volume }]
    }),
  }
}

/** A volume that containers mount. */
export interface MountedVolume {
  readonly volume: string
  readonly source: string
  readonly containers: readonly string[]
}

/** Each volume once, with the names of the containers that mount it. */
export const mountedVolumes = (containers: readonly Container[]): readonly MountedVolume[] => {
  const uses = containers.flatMap(({ name: container, mounts }) =>
    mounts.flatMap(({ type, name, source }) =>
      type === 'volume' && name !== undefined ? [{ volume: name, source, container }] : [],
    ),
  )
  return [...Map.groupBy(uses, ({ source }) => source)].map(([source, of]) => ({
    volume: of[0]?.volume ?? '',
    source,
    containers: [...new Set(of.map(({ container }) => container))],
  }))
}

/** An engine in a container states paths of that container; one behind TCP those of another machine. */
const hasRootOf = ({ pid }: Engine, { proc, root }: HostPaths): boolean => {
  if (pid === 0) return false
  try {
    const [own, its] = [statSync(root), statSync(join(proc, String(pid), 'root'))]
    return own.dev === its.dev && own.ino === its.ino
  } catch (error) {
    fsErrorCode(error)
    return false
  }
}
