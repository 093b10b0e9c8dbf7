import type { ConfinedMount } from '../../../collectors/confinement/record.ts'
import { type Check, ofContainers } from '../check.ts'
import { isIn, isInForce, mountEvidence } from '../reading/mounts.ts'
import { runAnew } from '../reading/run-anew.ts'

/** Sockets on which engines take commands, by the names that they have by default. */
const socketNames = ['docker.sock', 'containerd.sock', 'crio.sock', 'podman.sock', 'buildkitd.sock', 'cri-dockerd.sock']

/** Where those are; `/var/run` is a link to `/run`. */
const usualSockets = [
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/crio/crio.sock',
  '/run/podman/podman.sock',
]

export const sockDocker: Check = {
  id: 'sock-docker',
  title: "A container has an engine's socket",
  gain: 'Asks the engine for a privileged container with the disk of the host in it: it is root on the host.',
  reference: '5.31',
  find: ofContainers((subject, { snapshot: { engine } }) => {
    const mounts = subject.confinement.mounts ?? []
    const own = engine?.address.startsWith('unix://') ? engine.address.slice('unix://'.length) : null
    const sockets = [...usualSockets, ...(own === null ? [] : [own.replace(/^\/var\/run\//, '/run/')])]
    const found = mounts.filter((mount) => leadsTo(mount, sockets) && isInForce(mounts, mount))
    if (found.length === 0) return null
    return {
      severity: 'critical',
      reason: 'a socket that is mounted read-only takes commands as well',
      evidence: found.map((mount) => mountEvidence(subject, mount)),
      remedy: runAnew(subject, 'without that mount; where it only watches, behind a proxy that lets reads through'),
    }
  }),
}

/** It is a socket, or a folder of the host with one in it. */
const leadsTo = ({ root, hostPath, type }: ConfinedMount, sockets: readonly string[]): boolean => {
  const path = hostPath?.replace(/^\/var\/run(\/|$)/, '/run$1')
  // The socket is on a filesystem of its own kind; below the root filesystem `/run` is another mount, which a bind leaves out.
  if (path !== undefined && sockets.some((socket) => isIn(path, socket)) && (type === 'tmpfs' || path !== '/'))
    return true
  return socketNames.some((name) => root.endsWith(`/${name}`))
}
