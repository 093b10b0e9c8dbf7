import { setTimeout as sleep } from 'node:timers/promises'
import type { Deeds, Ground } from './deed.ts'

const image = 'lab/busybox'
const networkNames = ['front', 'back', 'side']

/** What people do with an engine. */
export const containerDeeds = ({ docker, random, containers }: Ground): Deeds => {
  let made = 0
  const names: string[] = []
  const someone = (): string => random.of(names)
  const remove = async (name: string): Promise<void> => {
    names.splice(names.indexOf(name), 1)
    await docker.cli('rm', '-f', name)
  }
  const run = async (): Promise<unknown> => {
    if (names.length >= containers) return await remove(someone())
    const name = `soak${made++}`
    names.push(name)
    const network = random.of(['bridge', 'bridge', 'none', 'host', ...networkNames])
    const port = random.below(3) === 0 ? ['-p', `${20_000 + (made % 10_000)}:80`] : []
    const program = random.of([
      ['sleep', '100000'],
      ['httpd', '-f', '-p', '80'],
    ])
    const options = network === 'bridge' ? port : []
    return await docker.cli(
      'run',
      '-d',
      '--stop-signal',
      'KILL',
      '--name',
      name,
      '--network',
      network,
      ...options,
      image,
      ...program,
    )
  }
  return {
    deeds: {
      'run a container': run,
      'run or remove a container': run,
      'remove a container': async () => remove(someone()),
      'kill a container': async () => docker.cli('kill', someone()),
      'restart a container': async () => docker.cli('restart', '-t', '0', someone()),
      'pause a container for a while': async () => {
        const name = someone()
        await docker.cli('pause', name)
        await sleep(random.below(2_000))
        await docker.cli('unpause', name)
      },
      'rename a container': async () => {
        const [name, next] = [someone(), `soak${made++}`]
        await docker.cli('rename', name, next)
        names.splice(names.indexOf(name), 1, next)
      },
      'create a network': async () => docker.cli('network', 'create', random.of(networkNames)),
      'remove a network': async () => docker.cli('network', 'rm', random.of(networkNames)),
      'connect a container': async () => docker.cli('network', 'connect', random.of(networkNames), someone()),
      'disconnect a container': async () => docker.cli('network', 'disconnect', random.of(networkNames), someone()),
    },
    clear: async () => {
      const left = (await docker.cli('ps', '-aq')).split('\n').filter(Boolean)
      if (left.length > 0) await docker.cli('rm', '-f', ...left)
      await docker.cli('network', 'prune', '-f')
    },
  }
}
