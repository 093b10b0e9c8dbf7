import { setTimeout as sleep } from 'node:timers/promises'
import { ConfinementMemory } from '../../collectors/confinement/confinement-memory.ts'
import { DockerMemory } from '../../collectors/containers/docker-memory.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { SocketOwners } from '../../collectors/sockets/owners.ts'
import { type SnapshotOptions, takeSnapshot } from '../../collectors/take-snapshot.ts'
import { changesBetween } from '../changes/changes-between.ts'
import { changeSchema, type ToldChange } from '../changes/event.ts'
import { Auditor } from '../live/auditor.ts'
import { defaultSchedule } from '../live/schedule.ts'

export interface HostToFollow {
  readonly options: Omit<SnapshotOptions, 'thorough' | 'dockerMemory' | 'socketOwners' | 'confinement'>
  readonly intervalMs: number
  readonly signal: AbortSignal
  /** Called after the first look. */
  readonly onReady: (snapshot: Snapshot) => void
}

/** Looks at this host again and again, and tells what changed from look to look, until `signal`. */
export async function* changesOfHost({
  options,
  intervalMs,
  signal,
  onReady,
}: HostToFollow): AsyncGenerator<ToldChange> {
  using reader = await KernelReader.open()
  const memories = {
    dockerMemory: new DockerMemory(),
    socketOwners: new SocketOwners(hostPaths(options.root).proc),
    confinement: new ConfinementMemory(),
  }
  const auditor = new Auditor()
  let before: Snapshot | null = null
  let lastThorough = Number.NEGATIVE_INFINITY
  let count = 0
  while (!signal.aborted) {
    const start = performance.now()
    const thorough = start - lastThorough >= defaultSchedule.thoroughMs
    if (thorough) lastThorough = start
    const { snapshot } = await takeSnapshot(reader, { ...options, ...memories, thorough })
    const findings = await auditor.look(snapshot)
    if (before === null) onReady(snapshot)
    else
      for (const change of [...changesBetween(before, snapshot), ...findings])
        yield { schema: changeSchema, id: `${++count}`, at: snapshot.takenAt, ...change }
    before = snapshot
    const pauseMs = Math.max(0, start + intervalMs - performance.now())
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}
