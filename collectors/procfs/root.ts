import { join } from 'node:path'

/** Where the host's pseudo-filesystems are: `/`, or where the host's root is mounted in a container. */
export interface HostPaths {
  readonly root: string
  readonly proc: string
  readonly sys: string
  readonly run: string
}

/** @param root the directory given by `--root` */
export const hostPaths = (root: string): HostPaths => ({
  root,
  proc: join(root, 'proc'),
  sys: join(root, 'sys'),
  run: join(root, 'run'),
})
