import { writeFileSync } from 'node:fs'
import { execute } from '../execute.ts'
import { pauseUntil } from '../pause.ts'
import type { PlainContainer } from '../plain-host.ts'
import { processStartTime } from '../process-start-time.ts'
import type { Space } from '../space.ts'
import { startSleeper } from '../start-sleeper.ts'

/** What alone keeps a namespace: an open file, a bind mount in another mount namespace, a socket. */
export type Keeper = 'descriptor' | 'mount' | 'socket'

export type HiddenNamespace = {
  readonly inode: number
  /** The process that keeps it; its own network namespace is `holder`'s. */
  readonly pid: number
  /** From where it can still be opened: `/proc/PID/fd/9`, or the mount through `/proc/PID/root`; undefined for a socket. */
  readonly path: string | undefined
}

/** Each becomes a sleeping process in the holder's namespace; `$0` is the kept namespace, `$1` a file, `$2` the holder's namespace. */
const scripts = {
  descriptor: 'exec 9<"$0"; exec nsenter --net="$2" -- sleep infinity',
  mount: 'mount -n --bind "$0" "$1"; exec nsenter --net="$2" -- sleep infinity',
  // A datagram socket belongs for ever to the namespace where it was made. /dev/udp is bash's.
  socket: 'exec 9<>/dev/udp/127.0.0.1/9; exec nsenter --net="$2" -- sleep infinity',
} as const

const shells = {
  descriptor: ['sh', '-ec'],
  mount: ['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-ec'],
  socket: ['bash', '-ec'],
} as const

/** Takes a container's process and name away, so that its namespace, with its interfaces, is kept by one thing only. */
export const hideNamespace = async (
  container: PlainContainer,
  keeper: Keeper,
  holder: Space,
): Promise<HiddenNamespace> => {
  const { run, path, netns, inode } = container
  const file = `${run.directory}/kept-${container.name}`
  if (keeper === 'mount') writeFileSync(file, '')
  const where = keeper === 'socket' ? path : holder.path
  const argv = ['nsenter', `--net=${where}`, '--', ...shells[keeper], scripts[keeper], path, file, holder.path]
  const pid = await startSleeper(run, argv)
  const { status, stderr } = await execute(['ip', 'netns', 'del', netns], { environment: run.environment })
  if (status !== 0) throw new Error(`The lab could not take the name of ${netns} away: ${stderr.trim()}`)
  process.kill(container.pid, 'SIGKILL')
  pauseUntil(() => processStartTime(container.pid) === undefined, 1000)
  return { inode, pid, path: paths[keeper](pid, file) }
}

const paths = {
  descriptor: (pid: number) => `/proc/${pid}/fd/9`,
  mount: (pid: number, file: string) => `/proc/${pid}/root${file}`,
  socket: () => undefined,
} as const
