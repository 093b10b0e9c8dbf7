import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readHost } from '../../../collectors/host/host.ts'

const run = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8' }).trim()

describe('the host', () => {
  it('is what uname, nproc, free and hostname say', async () => {
    const host = readHost('/')
    expect(host.kernel).toBe(run('uname', '-r'))
    expect(host.hostname).toBe(run('uname', '-n'))
    expect(host.cpu.logicalCores).toBe(Number(run('nproc', '--all')))
    expect(host.memoryBytes).toBe(Number(/^MemTotal:\s+(\d+) kB/.exec(run('cat', '/proc/meminfo'))?.[1]) * 1024)
    const uptime = Number(run('cut', '-d', '.', '-f', '1', '/proc/uptime'))
    expect(Math.abs(host.uptimeSeconds - uptime)).toBeLessThan(3)
    const boot = Date.parse(host.bootTime ?? '') / 1000
    expect(Math.abs(Date.now() / 1000 - boot - uptime)).toBeLessThan(5)
    expect(run('sh', '-c', '. /etc/os-release; echo "$PRETTY_NAME"')).toBe(host.os.name)
  })
})
