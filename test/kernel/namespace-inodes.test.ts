import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { namespaceKinds, readNamespaces } from '../../collectors/procfs/namespace-links.ts'
import { fileTree } from '../collectors/file-tree.ts'

const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const sleepIn = async (...unshare: readonly string[]): Promise<number> => {
  const child = spawn('unshare', [...unshare, '--', 'sleep', '1000'], { stdio: 'ignore' })
  children.push(child)
  await expect
    .poll(() => execFileSync('cat', [`/proc/${child.pid}/comm`], { encoding: 'utf8' }), { timeout: 20_000 })
    .toBe('sleep\n')
  return child.pid ?? expect.fail()
}

test('all eight are those that lsns names', async () => {
  const pid = await sleepIn('--cgroup', '--ipc', '--mount', '--net', '--time', '--uts')
  const found = readNamespaces('/proc', pid)
  expect(Object.keys(found ?? {})).toEqual(namespaceKinds)
  const listed = execFileSync('lsns', ['--noheadings', '--output', 'TYPE,NS', '--task', String(pid)], {
    encoding: 'utf8',
  })
  const rows = listed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/))
  expect(Object.fromEntries(rows.map(([type, inode]) => [type, Number(inode)]))).toEqual(found)
  const own = readNamespaces('/proc', 'self')
  const shared = namespaceKinds.filter((kind) => own?.[kind] === found?.[kind])
  expect(shared).toEqual(['pid', 'user'])
})

test('without rights and for a process that has ended there are none', async () => {
  const pid = await sleepIn('--uts')
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => readNamespaces('/proc', pid), { timeout: 20_000 }).toBeNull()
  expect(readNamespaces('/nonexistent', 1)).toBeNull()
  using tree = fileTree({ '1/ns/net': 'no link' })
  expect(readNamespaces(tree.root, 1)).toBeNull()
})

test('links are read, not guessed', () => {
  for (const kind of namespaceKinds)
    expect(`${kind}:[${readNamespaces('/proc', process.pid)?.[kind]}]`).toBe(readlinkSync(`/proc/self/ns/${kind}`))
})
