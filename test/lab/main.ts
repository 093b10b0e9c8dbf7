import { buildDemo } from './demo.ts'
import { describeHost, type HostDescription, printHost } from './describe-host.ts'
import { type Lab, openLab } from './lab.ts'
import { sweep } from './sweep.ts'

const usage = `usage: node test/lab/main.ts plain|docker|joined|demo [--json]   build hosts, stay until Ctrl-C, remove them
       node test/lab/main.ts sweep                              remove what killed runs left behind
`

type Built = { readonly hosts: readonly HostDescription[]; readonly broken?: string; readonly remedy?: string }

const builders: Readonly<Record<string, (lab: Lab) => Promise<Built>>> = {
  plain: async (lab) => ({ hosts: [describeHost(await lab.plainHost(plainSpec))] }),
  docker: async (lab) => ({ hosts: [describeHost(await lab.dockerHost({ name: 'docker', uplink: true }))] }),
  joined: async (lab) => {
    const [left, right] = await lab.joinedHosts('plain')
    return { hosts: [describeHost(left), describeHost(right)] }
  },
  demo: async (lab) => {
    const { host, broken, remedy } = await buildDemo(lab)
    return { hosts: [describeHost(host)], broken, remedy }
  },
}

const plainSpec = {
  name: 'plain',
  bridges: [
    { name: 'br0', subnet: '10.1.0.0/24', ipv6: 'fd00:1::/64' },
    { name: 'br1', subnet: '10.2.0.0/24' },
  ],
  containers: [
    { name: 'a', networks: ['br0'] },
    { name: 'b', networks: ['br0', 'br1'] },
    { name: 'c', networks: ['br1'] },
    { name: 'alone', networks: [] },
  ],
  uplink: true,
}

const stay = async (build: (lab: Lab) => Promise<Built>, json: boolean): Promise<number> => {
  await using lab = await openLab()
  const built = { runId: lab.runId, ...(await build(lab)) }
  if (json) process.stdout.write(`${JSON.stringify(built)}\n`)
  else {
    for (const host of built.hosts) process.stdout.write(printHost(host))
    if (built.broken) process.stdout.write(`broken on purpose: ${built.broken}\nmended by: ${built.remedy}\n`)
    process.stdout.write('Ctrl-C removes everything.\n')
  }
  await untilSignal()
  return 0
}

/** Listening alone does not keep a process alive: hence the timer. */
const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    const idle = setInterval(() => {}, 2 ** 30)
    const end = (): void => {
      clearInterval(idle)
      resolve()
    }
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end)
  })

const sweepNow = (): number => {
  const swept = sweep()
  for (const { runId, left } of swept)
    process.stdout.write(left.length === 0 ? `removed ${runId}\n` : `${runId}: could not remove ${left.join(', ')}\n`)
  return swept.some(({ left }) => left.length > 0) ? 2 : 0
}

const main = async ([command = '', ...options]: readonly string[]): Promise<number> => {
  const build = builders[command]
  if (build && options.every((option) => option === '--json')) return stay(build, options.length > 0)
  if (command === 'sweep' && options.length === 0) return sweepNow()
  process.stderr.write(usage)
  return 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
