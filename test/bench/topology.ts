import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Lab } from '../lab/lab.ts'
import { median } from './median.ts'

const program = fileURLToPath(new URL('../../netloupe', import.meta.url))

/**
 * How long `netloupe topology` takes as a whole process, in seconds of the wall clock, with a real Docker engine and this
 * many running containers. The first run, which fills Node's cache of compiled code, is not counted.
 */
export const measureTopology = async (lab: Lab, containers: number, rounds: number): Promise<number> => {
  const host = await lab.dockerHost({ name: 'docker' })
  for (let i = 0; i < containers; i++) await host.cli('run', '-d', '--name', `c${i}`, 'lab/busybox', 'sleep', '1000000')
  const seconds: number[] = []
  for (let round = -1; round < rounds; round++) {
    const start = performance.now()
    const { status, stdout, stderr } = spawnSync(program, ['topology', '--docker-host', host.dockerHost], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    })
    const took = (performance.now() - start) / 1000
    if (status !== 0) throw new Error(`netloupe topology ended with status ${status}: ${stderr.trim()}`)
    if (!stdout.includes(`c${containers - 1}`)) throw new Error('netloupe topology did not show all containers.')
    if (round >= 0) seconds.push(took)
  }
  return median(seconds)
}
