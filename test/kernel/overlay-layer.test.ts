import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readHostMounts } from '../../collectors/procfs/mounts.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import { overlayLayer } from '../../collectors/sizes/layer.ts'

let folder: string
const children: ChildProcess[] = []

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' }).trim()

/** A process with an overlay as its root, as a container has one. */
const start = async (...argv: readonly string[]): Promise<number> => {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] })
  children.push(child)
  await expect
    .poll(() => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8'), { timeout: 20_000 })
    .toBe('/bin/busybox\0sleep\x001000\0')
  return child.pid ?? expect.fail()
}

const inOverlay = 'exec chroot "$1/merged" /bin/busybox sleep 1000'

const mountOverlay = (upper: string, work: string): string =>
  `mount -n -t overlay overlay -o "lowerdir=$1/lower,upperdir=$1/${upper},workdir=$1/${work}" "$1/merged"`

beforeAll(() => {
  // Not below /tmp: that may be a tmpfs, which not every kernel lets be the upper part of an overlay.
  folder = mkdtempSync('/var/tmp/netloupe-overlay ')
  const folders = ['lower/bin', 'upper\tdir', 'forged', 'work', 'work2', 'merged']
  for (const name of folders) mkdirSync(join(folder, name), { recursive: true })
  run('cp', run('sh', '-c', 'command -v busybox'), join(folder, 'lower/bin/busybox'))
  run('sh', '-ec', mountOverlay('upper\tdir', 'work'), 'sh', folder)
})

afterAll(async () => {
  for (const child of children) {
    child.kill('SIGKILL')
    await vi.waitUntil(() => child.signalCode !== null || child.exitCode !== null, { timeout: 20_000 })
  }
  run('umount', '-n', join(folder, 'merged'))
  rmSync(folder, { recursive: true })
})

const layerOf = (pid: number): string | null => overlayLayer('/proc', pid, readHostMounts(hostPaths('/')))

test('the layer of a process is where it writes', async () => {
  const pid = await start('sh', '-ec', inOverlay, 'sh', folder)
  run('touch', `/proc/${pid}/root/written`)
  expect(layerOf(pid)).toBe(join(folder, 'upper\tdir'))
  expect(run('ls', layerOf(pid) ?? '')).toBe('written')
})

test('an overlay that a process has mounted for itself is not believed', async () => {
  const script = `${mountOverlay('forged', 'work2')}; ${inOverlay}`
  const pid = await start('unshare', '--mount', '--propagation', 'private', 'sh', '-ec', script, 'sh', folder)
  expect(readFileSync(`/proc/${pid}/mountinfo`, 'utf8')).toContain('/forged')
  expect(layerOf(pid)).toBeNull()
})

test('a process without an overlay has no layer', () => {
  expect(layerOf(process.pid)).toBeNull()
})
