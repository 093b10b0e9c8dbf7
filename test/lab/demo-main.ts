import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { commonOptions, parseCommandLine } from '../../agent/command-line.ts'
import { agent } from '../../agent/commands/agent.ts'
import { defaultListen, listenAddress } from '../../agent/listen-address.ts'
import { buildDemo } from './demo.ts'
import { openLab } from './lab.ts'
import { marked } from './run.ts'

const agentProgram = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

/** Finds what is wrong with the arguments before anything is built. @returns true if only help was asked for */
const checkArguments = (args: readonly string[]): boolean => {
  const { values } = parseCommandLine(args, { ...agent.options, ...commonOptions })
  listenAddress(values.listen ?? defaultListen)
  for (const name of ['docker-host', 'no-docker', 'snapshot'] as const)
    if (values[name] !== undefined) throw new Error(`--demo brings a Docker engine of its own: leave --${name} out.`)
  return values.help === true || values.version === true
}

/** @returns the agent's exit status */
const runAgent = (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> => {
  const child = spawn(process.execPath, [agentProgram, 'agent', ...args], {
    env: { ...process.env, ...environment },
    detached: true,
    stdio: 'inherit',
  })
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (signal) process.stderr.write(`netloupe: the agent ended by ${signal}\n`)
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/**
 * Builds the demo, runs the agent on it and removes the demo when the agent has ended; ends with the agent's status.
 * The agent has a session of its own, so that a Ctrl-C at the terminal reaches it once, from here; and it carries the
 * lab's mark, so that it does not outlive this process.
 */
const runDemo = async (args: readonly string[]): Promise<number> => {
  if (checkArguments(args)) return await runAgent(args, {})
  await using lab = await openLab()
  const demo = await buildDemo(lab)
  process.stderr.write(`Demo: ${demo.built}.
Broken on purpose: ${demo.broken}.
Look at it from another terminal: ./netloupe topology --docker-host ${demo.dockerHost}
Ctrl-C removes it.
`)
  // Awaited here: the lab is removed as soon as this function returns.
  return await runAgent(['--docker-host', demo.dockerHost, ...args], marked(lab.runId))
}

try {
  process.exitCode = await runDemo(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`netloupe: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
