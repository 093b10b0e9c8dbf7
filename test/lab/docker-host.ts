import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { addBusyboxImage } from './busybox-image.ts'
import { configure } from './configure.ts'
import { type DockerDaemon, startDockerDaemon } from './docker-daemon.ts'
import { execute } from './execute.ts'
import { runsProgram } from './marked-processes.ts'
import type { Run } from './run.ts'
import { createNamespaces, openSpace, type Space, type SpaceOptions, spaceName } from './space.ts'
import { addUplink } from './uplink.ts'

export type DockerHostSpec = {
  readonly name: string
  /** More arguments for dockerd. */
  readonly args?: readonly string[] | undefined
  /** As of a plain host. */
  readonly uplink?: boolean | undefined
}

/** A running container of a Docker host. */
export type DockerContainer = Pick<Space, 'exec'> & {
  readonly id: string
  readonly pid: number
  /** `/proc/PID/ns/net`. */
  readonly path: string
}

export type DockerHost = Space & {
  readonly name: string
  /** dockerd's, of now. */
  readonly pid: number
  readonly socket: string
  /** `unix://…`, for `DOCKER_HOST` and `--docker-host`. */
  readonly dockerHost: string
  /** dockerd's log file. */
  readonly log: string
  readonly world: Space | undefined
  /** Runs the docker client; its standard output without the last newline. Throws an error with its standard error. */
  cli(...args: readonly string[]): Promise<string>
  /** Looks a running container up; `exec` runs a program of this machine (not of the image) in its network namespace. */
  container(name: string): Promise<DockerContainer>
  /** Ends dockerd by a signal and starts another, with a new socket at the same place, which ends containers that outlived the first. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts a real Docker engine in a namespace of its own, with the image `lab/busybox`; takes about a second. */
export const buildDockerHost = async (run: Run, spec: DockerHostSpec): Promise<DockerHost> => {
  const netns = spaceName(run, spec.name)
  const directory = `${run.directory}/${spec.name}`
  mkdirSync(directory, { mode: 0o700 })
  await createNamespaces(run, [netns])
  await configure(run, [{ netns, lines: ['link set lo up'] }])
  const space = openSpace(run, netns)
  const world = spec.uplink ? await addUplink(space, true) : undefined
  const start = (): Promise<DockerDaemon> =>
    startDockerDaemon({ space, directory, cgroup: `/${run.id}/${spec.name}/docker`, args: spec.args ?? [] })
  let daemon = await start()

  const dockerHost = `unix://${daemon.socket}`
  const environment = { ...run.environment, DOCKER_HOST: dockerHost, DOCKER_CONFIG: `${directory}/client` }
  const client = async (args: readonly string[], options: SpaceOptions = {}): Promise<string> => {
    const { status, stdout, stderr } = await execute(['docker', ...args], { ...options, environment })
    if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr.trim() || `status ${status}`}`)
    return stdout.trimEnd()
  }
  await addBusyboxImage(run, client)
  return {
    ...space,
    name: spec.name,
    get pid() {
      return daemon.pid
    },
    socket: daemon.socket,
    log: daemon.log,
    dockerHost,
    world,
    cli: (...args) => client(args),
    container: async (name) => openContainer(run, await client(['inspect', '-f', '{{.Id}} {{.State.Pid}}', name])),
    restart: async (signal) => {
      // It ends with dockerd (PR_SET_PDEATHSIG); another dockerd would take it for its own until somebody has reaped it.
      const pidFile = `${directory}/exec/containerd/containerd.pid`
      const containerd = Number(readFileSync(pidFile, 'utf8'))
      process.kill(daemon.pid, signal)
      while (runsProgram(daemon.pid, 'dockerd') || runsProgram(containerd, 'containerd')) await sleep(20)
      rmSync(pidFile, { force: true })
      daemon = await start()
    },
  }
}

const openContainer = (run: Run, inspected: string): DockerContainer => {
  const [id = '', pid = '0'] = inspected.split(' ')
  if (pid === '0') throw new Error(`The lab's container ${id.slice(0, 12)} does not run.`)
  const path = `/proc/${pid}/ns/net`
  return {
    id,
    pid: Number(pid),
    path,
    exec: (argv, options = {}) =>
      execute(['nsenter', `--net=${path}`, '--', ...argv], { ...options, environment: run.environment }),
  }
}
