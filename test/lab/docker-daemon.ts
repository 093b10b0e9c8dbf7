import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram } from './missing-program.ts'
import type { Space } from './space.ts'

export type DockerDaemonSpec = {
  readonly space: Space
  /** Where everything of the daemon lives. */
  readonly directory: string
  /** The cgroup under which its containers' are made, from the root of each hierarchy. */
  readonly cgroup: string
  readonly args: readonly string[]
}

export type DockerDaemon = { readonly pid: number; readonly socket: string; readonly log: string }

/**
 * Run in the network namespace, with a new mount namespace; `$1` is the daemon's folder, the rest is the daemon's command.
 * `/run` becomes a folder of its own with only that folder in it, because containerd and dockerd write to fixed places there
 * (`/run/containerd/s`, `/run/docker`), and find there what a daemon before them left; so do `/opt` and `/etc/docker`. sysfs is mounted anew, otherwise bridge and interface files are
 * the root namespace's, and the cgroup tree, which that hides, is bound back.
 */
const prepareMounts = `
directory=$1; shift
private="$directory/run"
mkdir -p "$private" /etc/docker
mount -n --bind "$private" "$private"
mkdir -p "$private/cgroup" "$private\${directory#/run}"
mount -n --rbind /sys/fs/cgroup "$private/cgroup"
mount -n --bind "$directory" "$private\${directory#/run}"
mount -n --move "$private" /run
mount -n -t sysfs sysfs /sys
mount -n --rbind /run/cgroup /sys/fs/cgroup
mount -n -t tmpfs tmpfs /etc/docker
if [ -d /opt ]; then mount -n -t tmpfs tmpfs /opt; fi
exec "$@"
`

/** Starts dockerd and waits until it answers. Throws with the end of its log if it does not. */
export const startDockerDaemon = async ({
  space,
  directory,
  cgroup,
  args,
}: DockerDaemonSpec): Promise<DockerDaemon> => {
  const dockerd = findProgram('dockerd', space.run.environment)
  for (const program of ['containerd', 'runc', 'iptables', 'docker']) findProgram(program, space.run.environment)
  const socket = `${directory}/docker.sock`
  const log = `${directory}/dockerd.log`
  // The machine's own /etc/docker/daemon.json must not count.
  writeFileSync(`${directory}/daemon.json`, '{}')
  const command = [
    dockerd,
    `--config-file=${directory}/daemon.json`,
    `--data-root=${directory}/data`,
    `--exec-root=${directory}/exec`,
    `--pidfile=${directory}/docker.pid`,
    `--host=unix://${socket}`,
    '--storage-driver=overlay2',
    '--exec-opt=native.cgroupdriver=cgroupfs',
    `--cgroup-parent=${cgroup}`,
    ...args,
  ]
  const enter = [`--net=${space.path}`, '--', 'unshare', '--mount', '--propagation', 'private', '--']
  const output = openSync(log, 'w')
  const child = spawn('nsenter', [...enter, 'sh', '-ec', prepareMounts, 'lab', directory, ...command], {
    env: space.run.environment,
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  return { pid: await untilItAnswers(child, socket, log), socket, log }
}

const untilItAnswers = async (child: ChildProcess, socket: string, log: string): Promise<number> => {
  const deadline = performance.now() + 30_000
  while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
    if (child.pid !== undefined && (await answers(socket))) return child.pid
    await sleep(50)
  }
  throw new Error(`The lab's dockerd does not answer. The end of its log:\n${readFileSync(log, 'utf8').slice(-1500)}`)
}

const answers = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get({ socketPath, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
