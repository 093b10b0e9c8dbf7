import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from './agent.ts'
import type { Ground } from './deeds/deed.ts'
import { comeAndGo } from './deeds/namespaces.ts'

/** Something that goes wrong for a while: it has ended when the promise resolves. */
export interface Fault {
  readonly name: string
  /** While it lasts nobody can expect an answer of the agent. */
  readonly isAgents: boolean
  readonly happen: () => Promise<unknown>
}

/** The agent's processes are killed: what they knew is lost, and so is what was measured of them. */
export const killings = (agent: Service): readonly Fault[] => [
  {
    name: 'the server is killed',
    isAgents: true,
    happen: async () => {
      const server = agent.server()
      process.kill(server, 'SIGKILL')
      while (agent.server() === server || agent.server() === 0) await sleep(20)
      await agent.ready()
    },
  },
  {
    name: 'the agent is killed',
    isAgents: true,
    happen: async () => {
      await agent.killAgent()
      await agent.ready()
    },
  },
]

/** Of a storm, as many as there are at a time. */
const atOnce = 50

/** Faults after which everybody goes on as before. */
export const hitches = (agent: Service, { docker, random, storm }: Ground): readonly Fault[] => {
  /** A stopped process can be killed, and is continued in any case. */
  const suspend = async (pid: number): Promise<void> => {
    process.kill(pid, 'SIGSTOP')
    try {
      await sleep(500 + random.below(4_000))
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  }
  return [
    {
      name: `${storm} namespaces come and go`,
      isAgents: false,
      happen: async () => {
        for (let left = storm; left > 0; left -= atOnce) await comeAndGo(docker, 'g', Math.min(left, atOnce))
      },
    },
    { name: 'the engine hangs', isAgents: false, happen: () => suspend(docker.pid) },
    { name: 'the engine is stopped and started', isAgents: false, happen: () => docker.restart('SIGTERM') },
    { name: 'the engine is killed and started', isAgents: false, happen: () => docker.restart('SIGKILL') },
    { name: 'the collector is suspended', isAgents: true, happen: () => suspend(agent.collector()) },
    { name: 'the server is suspended', isAgents: true, happen: () => suspend(agent.server()) },
  ]
}
