import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openLab } from './lab.ts'
import { tracesOf } from './traces.ts'

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

type Running = { readonly child: ChildProcess; readonly runId: string; readonly ended: Promise<number | string | null> }

/** Starts the lab's command and waits until it says what it has built. */
const startLab = async (kind: string): Promise<Running> => {
  const child = spawn(process.execPath, [pathOf('./main.ts'), kind, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | string | null>((resolve) =>
    child.on('exit', (code, signal) => resolve(signal ?? code)),
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    if (output.endsWith('\n')) break
  }
  const built: { runId: string; hosts: readonly unknown[] } = JSON.parse(output)
  expect(built.hosts.length).toBeGreaterThan(0)
  return { child, runId: built.runId, ended }
}

test.concurrent.each([
  ['plain', 'SIGINT'],
  ['joined', 'SIGTERM'],
  ['docker', 'SIGTERM'],
] as const)(
  'the command %s removes everything at %s',
  async (kind, signal) => {
    const { child, runId, ended } = await startLab(kind)
    expect(tracesOf(runId)).not.toEqual([])
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(tracesOf(runId)).toEqual([])
  },
  60_000,
)

test('what a killed run left is swept by the next lab, and a living run is not', async () => {
  const [docker, plain, living] = await Promise.all([startLab('docker'), startLab('plain'), startLab('plain')])
  const before = tracesOf(living.runId)
  for (const { child } of [docker, plain]) child.kill('SIGKILL')
  await Promise.all([docker.ended, plain.ended])
  expect(tracesOf(docker.runId)).not.toEqual([])
  {
    await using _ = await openLab()
    expect(tracesOf(docker.runId)).toEqual([])
    expect(tracesOf(plain.runId)).toEqual([])
    expect(tracesOf(living.runId)).toEqual(before)
  }
  living.child.kill('SIGINT')
  expect(await living.ended).toBe(0)
  expect(tracesOf(living.runId)).toEqual([])
}, 60_000)

test.concurrent.each([
  ['an uncaught error', "throw new Error('lost')", 1],
  ['process.exit', 'process.exit(7)', 7],
  [
    'a signal that nobody else hears',
    "process.kill(process.pid, 'SIGTERM'); await new Promise((r) => setTimeout(r, 9000))",
    'SIGTERM',
  ],
] as const)('%s removes everything', async (_, statement, status) => {
  const script = `
    const { openLab } = await import(${JSON.stringify(pathOf('./lab.ts'))})
    const lab = await openLab()
    await lab.plainHost({ name: 'h', bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }], containers: [{ name: 'a', networks: ['br0'] }] })
    process.stdout.write(lab.runId)
    ${statement}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)))
  let runId = ''
  for await (const chunk of child.stdout) runId += String(chunk)
  expect(await ended).toBe(status)
  expect(runId).toMatch(/^nl[a-z0-9]+$/)
  expect(tracesOf(runId)).toEqual([])
})

test('the demo ends with the status of its agent, and is removed', async () => {
  const child = spawn(process.execPath, [pathOf('./demo-main.ts'), '--no-such-option'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(2)
  expect(tracesOf(`nl${child.pid?.toString(36)}0`)).toEqual([])
}, 60_000)
