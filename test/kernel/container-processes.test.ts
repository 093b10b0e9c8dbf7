import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { readContainerProcesses } from '../../collectors/processes/processes.ts'

const children: ChildProcess[] = []
/** Machines that run the tests may be busy. */
const patiently = { timeout: 20_000 }
const everything = { openFiles: true, tasks: true }

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process that says that it is ready, and then waits for its end. */
const start = async (program: string, ...args: readonly string[]): Promise<number> => {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${program} ended`)))
    child.stdout.once('data', resolve)
  })
  return child.pid ?? expect.fail()
}

const startNode = (script: string, ...before: readonly string[]): Promise<number> => {
  const [program, ...args] = [
    ...before,
    process.execPath,
    '-e',
    `${script}; console.log('ready'); process.stdin.resume()`,
  ]
  return start(program ?? '', ...args)
}

const shell = (script: string): string => execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim()

test('open files, sockets and their limit are those of ls, find and prlimit', async () => {
  const open = `const fs = require('fs'), net = require('net');
    for (let i = 0; i < 7; i++) fs.openSync('/dev/null');
    for (let i = 0; i < 3; i++) net.createServer().listen('\\0netloupe-' + process.pid + i)`
  const pids = [
    await startNode(open, 'prlimit', '--nofile=1234:4000'),
    await start('sh', '-c', 'exec 7</dev/null; echo ready; exec sleep 1000'),
  ]
  const counted = (what: string): number =>
    Number(shell(`find ${pids.map((pid) => `/proc/${pid}/fd`).join(' ')} -mindepth 1 ${what} | wc -l`))
  await expect
    .poll(() => readContainerProcesses('/proc', 'c', pids, everything), patiently)
    .toMatchObject({
      processes: 2,
      openFiles: counted(''),
      openSockets: counted("-lname 'socket:*'"),
      openFilesLimit: Number(shell(`prlimit --pid ${pids[0]} --nofile --noheadings --output SOFT`)),
    })
  expect(counted("-lname 'socket:*'")).toBeGreaterThanOrEqual(3)
})

test('with very many open files they are counted, and their kinds are not', async () => {
  const open = `for (let i = 0; i < 10500; i++) require('fs').openSync('/dev/null')`
  const pid = await startNode(open, 'prlimit', '--nofile=11000:11000')
  const other = await startNode('0')
  const count = (...pids: readonly number[]): number =>
    Number(shell(`ls -U ${pids.map((each) => `/proc/${each}/fd`).join(' ')} | grep -c '^[0-9]'`))
  const found = readContainerProcesses('/proc', 'c', [other, pid, other], everything)
  expect(found.openFiles).toBe(count(pid) + 2 * count(other))
  expect(found).not.toHaveProperty('openSockets')
})

test('threads by state are those of ps', async () => {
  const names = [') D (x', 'a) T 1 (', '((']
  const pids = await Promise.all(names.map((name) => startNode(`process.title = ${JSON.stringify(name)}`)))
  const stopped = await start('sh', '-c', 'echo ready; exec sleep 1000')
  await expect.poll(() => shell(`cat /proc/${stopped}/comm`), patiently).toBe('sleep')
  process.kill(stopped, 'SIGSTOP')
  const all = [...pids, stopped]
  const letters = () => shell(`ps -L -o state= -p ${all.join(',')}`).split('\n')
  await expect.poll(() => letters().filter((letter) => letter === 'T'), patiently).toHaveLength(1)
  // Garbage collectors and the like of Node come to rest.
  await expect.poll(() => letters().filter((letter) => letter !== 'S'), patiently).toEqual(['T'])
  expect(readContainerProcesses('/proc', 'c', all, everything).tasks).toEqual({
    sleeping: letters().length - 1,
    running: 0,
    stopped: 1,
    uninterruptible: 0,
  })
})

test('without the right to look into a process, its files are left out and the rest is there', async () => {
  const pid = await start('sh', '-c', 'echo ready; exec sleep 1000')
  const module = fileURLToPath(new URL('../../collectors/processes/processes.ts', import.meta.url))
  const script = `import { readContainerProcesses } from ${JSON.stringify(module)}
    console.log(JSON.stringify(readContainerProcesses('/proc', 'c', [${pid}], { openFiles: true, tasks: true })))`
  const drop = ['--bounding-set=-all', '--inh-caps=-all', '--', process.execPath, '--input-type=module', '-e', script]
  const found: unknown = JSON.parse(execFileSync('setpriv', drop, { encoding: 'utf8' }))
  expect(found).toMatchObject({ processes: 1, tasks: { sleeping: 1 } })
  expect(found).not.toHaveProperty('openSockets')
})

test('a process that ends meanwhile is no error', async () => {
  const pid = await start('sh', '-c', 'echo ready; exec sleep 1000')
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => readContainerProcesses('/proc', 'c', [pid], everything).processes, patiently).toBe(0)
  const own = readContainerProcesses('/proc', 'c', [pid, process.pid], everything)
  const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
  expect(own).toMatchObject({ processes: 1, openFilesLimit: Number(limit) })
})
