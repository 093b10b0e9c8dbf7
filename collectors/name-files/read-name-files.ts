import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Container } from '../containers/record.ts'
import { fsErrorCode } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'
import { parseHosts } from './hosts.ts'
import type { NameFiles } from './record.ts'
import { parseResolvConf } from './resolv-conf.ts'

/** What is longer is cut: whoever is in the container writes it. */
const longest = 64 * 1024

/** Read once for each description that the engine gave of a container: it gives another one at every thorough look. */
const known = new WeakMap<Container, NameFiles>()

/**
 * The name files of the host, and of Docker's containers: those that Docker keeps for them on the host and mounts into them. A
 * container's own tree is never looked into: its owner decides what a path there leads to.
 * @param containers as the engine described them
 * @param isLocal the engine is on this host, and so are its files
 */
export const readNameFiles = (containers: readonly Container[], { root }: HostPaths, isLocal: boolean): NameFiles[] => {
  const own = filesAt(join(root, 'etc/resolv.conf'), join(root, 'etc/hosts'), { follow: true })
  const ofContainers = isLocal ? containers.flatMap((container) => filesOf(container, root)) : []
  return [own, ...ofContainers]
}

const filesOf = (container: Container, root: string): readonly NameFiles[] => {
  const { id, pid, resolvConfPath, hostsPath } = container
  if (pid === 0 || resolvConfPath === undefined || hostsPath === undefined) return []
  const before = known.get(container)
  if (before !== undefined) return [before]
  const found = { container: id, ...filesAt(join(root, resolvConfPath), join(root, hostsPath), { follow: false }) }
  known.set(container, found)
  return [found]
}

interface Opening {
  /** The host's own may be a link, as systemd-resolved makes it. */
  readonly follow: boolean
}

const filesAt = (resolvConf: string, hosts: string, opening: Opening): NameFiles => {
  const [servers, names] = [contentOf(resolvConf, opening), contentOf(hosts, opening)]
  return {
    resolvConf: servers === null ? null : parseResolvConf(servers),
    hosts: names === null ? [] : parseHosts(names),
  }
}

/** The beginning of a regular file; null for anything else, and where there is none. */
const contentOf = (path: string, { follow }: Opening): string | null => {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    const fd = openSync(path, O_RDONLY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW))
    try {
      if (!fstatSync(fd).isFile()) return null
      const bytes = Buffer.alloc(longest)
      return bytes.toString('utf8', 0, readSync(fd, bytes))
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    fsErrorCode(error)
    return null
  }
}
