import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../problem.ts'
import type { HostPaths } from '../procfs/root.ts'
import { measureLog } from './log-bytes.ts'
import { Pace } from './pace.ts'
import { type ContainerPlan, type Followed, mountedVolumes, planSizes, type VolumePlan } from './plan.ts'
import type { ContainerSize, Sizes, VolumeSize } from './record.ts'
import { sizeError } from './size-error.ts'
import { measureTree } from './tree-size.ts'

export interface SizeMeterOptions {
  readonly paths: HostPaths
  /** Between the beginnings of two rounds, at least; 5 minutes unless told. */
  readonly intervalMs?: number
  /** Part of the time of one processor that measuring may take; a twentieth unless told. */
  readonly share?: number
}

/** How often it is looked whether there is a new container. */
const tickMs = 1_000

/**
 * Measures writable layers, logs and volumes in the background, one after the other: in rounds, and a new container as
 * soon as the round is over. It begins with the first `follow` and ends when it is disposed of.
 */
export class SizeMeter implements AsyncDisposable {
  readonly #paths: HostPaths
  readonly #intervalMs: number
  readonly #pace: Pace
  readonly #stop = new AbortController()
  #followed: Followed = { containers: [], engine: null }
  #running: Promise<void> | null = null
  #roundSeconds: number | null = null
  /** Ids of the containers and paths of the volumes that were met in this round, also those that could not be measured. */
  readonly #met = new Set<string>()
  readonly #containers = new Map<string, ContainerSize>()
  /** By path, without the containers that mount it. */
  readonly #volumes = new Map<string, Omit<VolumeSize, 'containers'>>()
  readonly #problems = new Map<string, Problem>()

  constructor({ paths, intervalMs = 300_000, share = 0.05 }: SizeMeterOptions) {
    this.#paths = paths
    this.#intervalMs = intervalMs
    this.#pace = new Pace(share, this.#stop.signal)
  }

  /** Says what is there now; to be called after every look. */
  follow(followed: Followed): void {
    this.#followed = followed
    const known = new Set([
      ...followed.containers.map(({ id }) => id),
      ...mountedVolumes(followed.containers).map(({ source }) => source),
    ])
    for (const memory of [this.#containers, this.#volumes, this.#problems])
      for (const key of memory.keys()) if (!known.has(key)) memory.delete(key)
    this.#running ??= this.#run()
  }

  /** The last results, of what is still there. */
  sizes(): Sizes {
    return {
      containers: [...this.#containers.values()],
      volumes: mountedVolumes(this.#followed.containers).flatMap(({ source, containers }) => {
        const size = this.#volumes.get(source)
        return size === undefined ? [] : [{ ...size, containers }]
      }),
      roundSeconds: this.#roundSeconds,
    }
  }

  /** What could not be measured the last time that it was tried. */
  problems(): readonly Problem[] {
    return [...this.#problems.values()]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        const begin = performance.now()
        this.#met.clear()
        await this.#measureNew()
        this.#roundSeconds = (performance.now() - begin) / 1000
        while (performance.now() - begin < this.#intervalMs) {
          await sleep(Math.min(tickMs, this.#intervalMs), undefined, { signal: this.#stop.signal })
          if (this.#followed.containers.some(({ id }) => !this.#met.has(id))) await this.#measureNew()
        }
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error
    }
  }

  async #measureNew(): Promise<void> {
    const plan = planSizes(this.#followed, this.#paths)
    this.#pace.restart()
    const { containers } = this.#followed
    const isNew = (key: string): boolean => !this.#met.has(key)
    const newContainers = plan.containers.filter(({ container }) => isNew(container.id))
    for (const { id } of containers) this.#met.add(id)
    for (const item of newContainers)
      await this.#measure(item.container.id, `container ${item.container.id.slice(0, 12)}`, () => this.#container(item))
    for (const item of plan.volumes.filter(({ path }) => isNew(path))) {
      this.#met.add(item.path)
      await this.#measure(item.path, `volume ${item.volume}`, () => this.#volume(item))
    }
  }

  async #measure(key: string, about: string, work: () => Promise<void>): Promise<void> {
    this.#problems.delete(key)
    try {
      await work()
    } catch (error) {
      this.#stop.signal.throwIfAborted()
      const { kind, message } = sizeError(error)
      this.#containers.delete(key)
      this.#volumes.delete(key)
      if (kind !== 'vanished') this.#problems.set(key, { collector: 'sizes', kind, about, message })
    }
  }

  async #container({ container, path, device, logPath }: ContainerPlan): Promise<void> {
    const { bytes, inodes } = await measureTree(join(this.#paths.root, path), this.#pace)
    const logBytes = logPath === null ? null : await measureLog(join(this.#paths.root, logPath))
    this.#containers.set(container.id, {
      container: container.id,
      measuredAt: new Date().toISOString(),
      device,
      writableBytes: bytes,
      inodes,
      ...(logBytes === null ? {} : { logBytes }),
    })
  }

  async #volume({ volume, path, device }: VolumePlan): Promise<void> {
    const { bytes, inodes } = await measureTree(join(this.#paths.root, path), this.#pace)
    this.#volumes.set(path, { volume, measuredAt: new Date().toISOString(), device, bytes, inodes })
  }
}
