import { mkdirSync, symlinkSync } from 'node:fs'
import type { Lab } from '../lab/lab.ts'

/** Namespaces to be looked at, and nothing else: a folder of names, and a procfs in which there is one process. */
export interface Stage {
  readonly proc: string
  /** How many namespaces a host has, and the folder in which it and they have names. */
  readonly hosts: readonly { readonly count: number; readonly folder: string }[]
}

/** Builds a host for each count, all at the same time: the kernel's tables are equally full whichever is looked at. */
export const buildStage = async (lab: Lab, directory: string, counts: readonly number[]): Promise<Stage> => {
  const proc = `${directory}/proc`
  mkdirSync(proc, { recursive: true })
  symlinkSync('/proc/sys', `${proc}/sys`)
  // Process 1 stands for the host's own namespace; this process is in the same one.
  symlinkSync(`/proc/${process.pid}`, `${proc}/1`)
  const hosts: Stage['hosts'][number][] = []
  for (const count of counts) {
    const { host, containers } = await lab.manyNamespaces(count, `many${count}`)
    const folder = `${directory}/${count}`
    mkdirSync(folder)
    for (const { netns, path } of [host, ...containers]) symlinkSync(path, `${folder}/${netns}`)
    hosts.push({ count, folder })
  }
  return { proc, hosts }
}
