import { cgroupOwners } from './cgroup-owner.ts'

/**
 * Where a container's own cgroup is in each hierarchy, by the text of `/proc/PID/cgroup` of a process in it or below it: the
 * path up to the component that names the container. Hierarchies in which nothing names it are absent: what is counted there is
 * not the container's alone.
 * @returns paths by controller (`cpu`, `memory`, `name=systemd`); the path in the hierarchy of version 2 has the name ''
 */
export const cgroupPaths = (text: string, container: string): ReadonlyMap<string, string> => {
  const paths = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, controllers] = /^\d+:([^:]*):\//.exec(line) ?? []
    const own = cgroupOwners(line).find(({ id }) => id === container)
    if (controllers === undefined || own === undefined) continue
    for (const controller of controllers.split(',')) paths.set(controller, own.cgroup)
  }
  return paths
}
