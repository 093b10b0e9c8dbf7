import { readdirSync, readFileSync } from 'node:fs'

/**
 * Everything on this machine that still carries a run's id, a line each: processes (command or environment), mounts in whatever mount
 * namespace, network namespaces, cgroups, folders, sockets. Looks by itself, independent of how the lab removes.
 */
export const tracesOf = (runId: string): readonly string[] => [
  ...new Set(processes().flatMap((pid) => tracesOfProcess(pid, runId))),
  ...namesIn('/run/netns', runId),
  ...namesIn('/run/netloupe-lab', runId),
  ...namesIn('/sys/fs/cgroup', runId),
  ...namesIn('/sys/fs/cgroup', '').flatMap((hierarchy) => namesIn(hierarchy, runId)),
  ...read('/proc/net/unix').filter((line) => line.includes(runId)),
]

const processes = (): readonly string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

const tracesOfProcess = (pid: string, runId: string): readonly string[] => [
  ...['cmdline', 'environ', 'cgroup']
    .flatMap((file) => read(`/proc/${pid}/${file}`).map((line) => `/proc/${pid}/${file}: ${line.slice(0, 200)}`))
    .filter((line) => line.includes(runId)),
  ...read(`/proc/${pid}/mountinfo`)
    .filter((line) => line.includes(runId))
    .map((line) => `mount ${line.split(' ')[4]}`),
]

const namesIn = (folder: string, part: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.includes(part))
      .map((name) => `${folder}/${name}`)
  } catch {
    return []
  }
}

const read = (path: string): readonly string[] => {
  try {
    return readFileSync(path, 'latin1').split('\n')
  } catch {
    return []
  }
}
