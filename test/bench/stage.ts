import { mkdirSync, symlinkSync } from 'node:fs'
import type { Lab } from '../lab/lab.ts'

/** Namespaces to be looked at, and nothing else: a folder of names, and a procfs in which there is one process. */
export interface Stage {
  readonly directory: string
  readonly proc: string
  readonly folder: string
  /** How many containers the host has. */
  readonly count: number
}

/** Builds one host, alone: how long the kernel searches depends on how many namespaces there are on the machine. */
export const buildStage = async (lab: Lab, directory: string, count: number): Promise<Stage> => {
  const stage: Stage = { directory, proc: `${directory}/proc`, folder: `${directory}/names`, count }
  mkdirSync(stage.proc, { recursive: true })
  symlinkSync('/proc/sys', `${stage.proc}/sys`)
  // Process 1 stands for the host's own namespace; this process is in the same one.
  symlinkSync(`/proc/${process.pid}`, `${stage.proc}/1`)
  mkdirSync(stage.folder)
  const { host, containers } = await lab.manyNamespaces(count)
  for (const { netns, path } of [host, ...containers]) symlinkSync(path, `${stage.folder}/${netns}`)
  return stage
}
