import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { namespacesOfProcesses } from '../../collectors/namespaces/by-process.ts'
import { openExpected } from '../../collectors/namespaces/open.ts'
import { type ProcessScan, scanProcesses } from '../../collectors/namespaces/processes.ts'

let proc: string

beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'netloupe-proc-'))
})

afterEach(() => {
  rmSync(proc, { recursive: true })
})

const addProcess = (pid: number, link: string, cgroup: string): void => {
  mkdirSync(join(proc, `${pid}/ns`), { recursive: true })
  symlinkSync(link, join(proc, `${pid}/ns/net`))
  writeFileSync(join(proc, `${pid}/cgroup`), cgroup)
}

/**
 * A process of which something happens while it is looked at. Its `cgroup` is a FIFO: whoever opens it waits for the
 * writer, and the writer does the next step first.
 */
const scanWhile = async (steps: readonly string[]): Promise<ProcessScan> => {
  addProcess(7, 'net:[1]', '')
  rmSync(join(proc, '7/cgroup'))
  const turn = (step: string): string => `exec 3>cgroup\n${step}\necho "after: ${step}" >&3\nexec 3>&-\nsleep 0.02`
  const script = `cd ${proc}/7; mkfifo cgroup; echo ready\n${steps.map(turn).join('\n')}`
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const scan = scanProcesses(proc)
  child.kill()
  await ended
  return scan
}

const move = (inode: number): string => `rm ns/net; ln -s 'net:[${inode}]' ns/net`

test('processes as procfs lists them; what is no process is passed over', () => {
  addProcess(1, 'net:[4026531840]', '0::/init\n')
  addProcess(22, 'net:[4026532301]', '0::/a\n')
  for (const name of ['sys', 'self', '1x', 'net:[3]']) mkdirSync(join(proc, name))
  mkdirSync(join(proc, '33'))
  expect(scanProcesses(proc)).toEqual({
    processes: [
      { pid: 1, inode: 4026531840, cgroup: '0::/init\n' },
      { pid: 22, inode: 4026532301, cgroup: '0::/a\n' },
    ],
    denied: [],
  })
})

test('a process that moves while it is looked at is looked at again', async () => {
  const { processes } = await scanWhile([move(2), 'true'])
  expect(processes).toEqual([{ pid: 7, inode: 2, cgroup: 'after: true\n' }])
})

test('one that never stands still is left out', async () => {
  expect(await scanWhile([move(2), move(3), move(4)])).toEqual({ processes: [], denied: [] })
})

test('one that ends while it is looked at is left out', async () => {
  expect(await scanWhile(['rm ns/net'])).toEqual({ processes: [], denied: [] })
})

test('a procfs that cannot be listed is an error that names it', () => {
  expect(() => scanProcesses(join(proc, 'nowhere'))).toThrow(/nowhere cannot be listed \(ENOENT\)/)
})

test('a pid that another process has by now leads nowhere', () => {
  const own = statSync('/proc/self/ns/net').ino
  const fds = (): number => readdirSync('/proc/self/fd').length
  const before = fds()
  // Seen in another namespace than the one in which it is when the namespace is opened.
  addProcess(7, '/proc/self/ns/net', '')
  const [stale] = namespacesOfProcesses(proc, [{ pid: 7, inode: own + 1, cgroup: '' }])
  expect(stale?.open()).toBe(null)
  const [fresh] = namespacesOfProcesses(proc, [{ pid: 7, inode: own, cgroup: '' }])
  {
    using namespace = fresh?.open() ?? null
    expect(namespace).not.toBe(null)
  }
  expect(fds()).toBe(before)
})

test('of many processes of a namespace any that still lives will do', () => {
  const own = statSync('/proc/self/ns/net').ino
  using namespace = openExpected([`${proc}/1/ns/net`, `${proc}/2/ns/net`, '/dev/null', '/proc/self/ns/net'], own)
  expect(namespace).not.toBe(null)
  expect(openExpected([`${proc}/1/ns/net`, '/dev/null', '/proc/self/ns/mnt'], null)).toBe(null)
})

test('when no descriptor is left, that is said, and not that the namespace has vanished', () => {
  const open = new URL('../../collectors/namespaces/open.ts', import.meta.url).href
  const script = `
    import { openSync } from 'node:fs'
    const { openExpected } = await import(${JSON.stringify(open)})
    using first = openExpected(['/proc/self/ns/net'], null)
    try { for (;;) openSync('/dev/null') } catch {}
    try { openExpected(['/proc/self/ns/net'], null) } catch (error) { console.log(error.code, error.message) }`
  const node = [process.execPath, '--input-type=module', '-e', script]
  const { stdout } = spawnSync('prlimit', ['--nofile=200', '--', ...node], { encoding: 'utf8' })
  expect(stdout).toMatch(/^EMFILE open \/proc\/self\/ns\/net: /)
})
