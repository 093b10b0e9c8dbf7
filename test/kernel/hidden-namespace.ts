import { once } from 'node:events'
import { execute } from '../lab/execute.ts'
import type { PlainContainer, Space } from '../lab/lab.ts'
import { pauseUntil } from '../lab/pause.ts'
import { processStartTime } from '../lab/process-start-time.ts'

/** An open file of the namespace under way from one end of a socket pair to the other: in the queue, and nowhere else. */
const inFlight = `
import array, os, socket, sys
near, far = socket.socketpair()
fd = os.open(sys.argv[1], os.O_RDONLY)
near.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [fd]))])
os.close(fd)
print('ready', flush=True)
sys.stdin.read()`

/**
 * Takes a container's process and name away while its namespace goes on living, and no process, mount, descriptor or
 * socket shows it. It ends with `keeper`.
 */
export const hideFromAll = async (container: PlainContainer, holder: Space): Promise<{ end: () => void }> => {
  const keeper = holder.start(['python3', '-c', inFlight, container.path])
  if (keeper.stdout) await once(keeper.stdout, 'data')
  const { run, netns } = container
  const { status, stderr } = await execute(['ip', 'netns', 'del', netns], { environment: run.environment })
  if (status !== 0) throw new Error(`The name of ${netns} stays: ${stderr.trim()}`)
  process.kill(container.pid, 'SIGKILL')
  pauseUntil(() => processStartTime(container.pid) === undefined, 1000)
  return { end: () => keeper.stdin?.end() }
}
