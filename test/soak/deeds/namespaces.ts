import { execute } from '../../lab/execute.ts'
import type { DockerHost } from '../../lab/lab.ts'
import { createNamespaces, openSpace, type Space, spaceName } from '../../lab/space.ts'
import { startSleeper } from '../../lab/start-sleeper.ts'
import { nthAddress } from '../../lab/subnet.ts'
import type { Deeds, Ground } from './deed.ts'

const subnet = '10.90.0.0/16'
const bridge = 'soakbr'

/** Makes namespaces, each with a pair to the bridge, and removes them at once. @param letter for their names */
export const comeAndGo = async ({ run, name, exec }: DockerHost, letter: string, count: number): Promise<void> => {
  const names = Array.from({ length: count }, (_, at) => spaceName(run, name, `${letter}${at}`))
  await createNamespaces(run, names)
  const pairs = names.map(
    (netns, at) => `link add ${letter}${at} master ${bridge} type veth peer name eth0 netns ${netns}\n`,
  )
  await exec(['ip', '-force', '-batch', '-'], { input: pairs.join(''), timeoutMs: 120_000 })
  const input = names.map((netns) => `netns del ${netns}\n`).join('')
  await execute(['ip', '-force', '-batch', '-'], { input, environment: run.environment, timeoutMs: 120_000 })
}

/** What happens to namespaces that no engine knows of: they come and go, with names and without, alone and by the dozen. */
export const namespaceDeeds = async ({ docker, random, namespaces }: Ground): Promise<Deeds> => {
  const { run } = docker
  const spaces: Space[] = []
  const sleepers: number[] = []
  let made = 0
  const ip = (lines: readonly string[]): Promise<unknown> =>
    docker.exec(['ip', '-force', '-batch', '-'], { input: lines.map((line) => `${line}\n`).join('') })
  await ip([`link add ${bridge} type bridge`, `link set ${bridge} up`])

  const add = async (): Promise<void> => {
    const number = made++
    const netns = spaceName(run, docker.name, `s${number}`)
    await createNamespaces(run, [netns])
    const space = openSpace(run, netns)
    spaces.push(space)
    await ip([`link add s${number} master ${bridge} up type veth peer name eth0 netns ${netns}`])
    const address = nthAddress(subnet, 2 + (number % 60_000))
    await space.exec(['ip', '-force', '-batch', '-'], {
      input: `link set lo up\nlink set eth0 up\naddr add ${address} dev eth0\n`,
    })
  }
  const remove = async (): Promise<void> => {
    const [space] = spaces.splice(random.below(spaces.length), 1)
    if (space) await execute(['ip', 'netns', 'del', space.netns], { environment: run.environment })
  }
  const inside = async (argv: readonly string[]): Promise<unknown> => random.of(spaces).exec(argv)
  const octet = (): number => random.below(250) + 1
  const addOrRemove = (): Promise<void> => (spaces.length >= namespaces ? remove() : add())
  return {
    deeds: {
      'add a namespace': addOrRemove,
      'add or remove a namespace': addOrRemove,
      'remove a namespace': remove,
      'create and remove some namespaces': async () => comeAndGo(docker, 'f', 10),
      'add a namespace without a name, or end one': async () => {
        const pid = sleepers.length < 3 ? undefined : sleepers.shift()
        if (pid !== undefined) {
          process.kill(pid, 'SIGKILL')
          return
        }
        const sleeper = await startSleeper(run, ['unshare', '--net', '--', 'sleep', 'infinity'])
        sleepers.push(sleeper)
        await ip([`link add u${made++} master ${bridge} up type veth peer name eth0 netns ${sleeper}`])
      },
      'give an address': async () => inside(['ip', 'addr', 'add', `10.91.${octet()}.1/24`, 'dev', 'eth0']),
      'take the addresses': async () => inside(['ip', 'addr', 'flush', 'dev', 'eth0']),
      'change the MTU': async () => inside(['ip', 'link', 'set', 'eth0', 'mtu', `${1_300 + octet()}`]),
      'set a link down': async () => inside(['ip', 'link', 'set', 'eth0', 'down']),
      'set a link up': async () => inside(['ip', 'link', 'set', 'eth0', 'up']),
      'change the default route': async () => inside(['ip', 'route', 'replace', 'default', 'dev', 'eth0']),
      'add a bridge': async () => inside(['ip', 'link', 'add', `b${random.below(3)}`, 'type', 'bridge']),
      'put a link into a bridge': async () => inside(['ip', 'link', 'set', 'eth0', 'master', `b${random.below(3)}`]),
      'remove a bridge': async () => inside(['ip', 'link', 'del', `b${random.below(3)}`]),
      'rename a link': async () => inside(['ip', 'link', 'set', `b${random.below(3)}`, 'name', `b${random.below(3)}`]),
      'add a macvlan': async () => inside(['ip', 'link', 'add', 'link', 'eth0', 'name', 'm0', 'type', 'macvlan']),
      'move a link elsewhere': async () => inside(['ip', 'link', 'set', 'm0', 'netns', random.of(spaces).netns]),
      'take a port from the bridge, or put it in': async () => {
        const port = `s${random.below(made)}`
        await ip([random.of([`link set ${port} nomaster`, `link set ${port} master ${bridge}`])])
      },
      'add a rule': async () => inside(['iptables', '-A', 'INPUT', '-s', `192.0.2.${octet()}`, '-j', 'DROP']),
      'redirect a port': async () =>
        inside('iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080'.split(' ')),
      'flush rules': async () => inside(['nft', 'flush', 'ruleset']),
      'add a set': async () => inside(['nft', 'add', 'table', 'inet', `t${octet()}`]),
      'listen, or not any more': async () => {
        const space = random.of(spaces)
        space.start(['timeout', `${1 + random.below(20)}`, 'busybox', 'nc', '-l', '-p', `${1_000 + octet()}`])
      },
    },
    clear: async () => {
      while (spaces.length > 0) await remove()
      for (const pid of sleepers.splice(0)) process.kill(pid, 'SIGKILL')
    },
  }
}
