import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { buildDemo } from './demo.ts'
import { openLab } from './lab.ts'
import { marked } from './run.ts'

/**
 * Builds the demo, runs the agent on it and removes the demo when the agent has ended; ends with the agent's status.
 * The agent has a session of its own, so that a Ctrl-C at the terminal reaches it once, from here; and it carries the
 * lab's mark, so that it does not outlive this process.
 */
const runDemo = async (args: readonly string[]): Promise<number> => {
  await using lab = await openLab()
  const demo = await buildDemo(lab)
  process.stderr.write(`Demo: ${demo.built}.\nBroken on purpose: ${demo.broken}.\n`)
  const agent = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
  const child = spawn(process.execPath, [agent, 'agent', '--docker-host', demo.dockerHost, ...args], {
    env: { ...process.env, ...marked(lab.runId) },
    detached: true,
    stdio: 'inherit',
  })
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name))
  // Awaited here: the lab is removed as soon as this function returns.
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

try {
  process.exitCode = await runDemo(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
