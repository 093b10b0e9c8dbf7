import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { get } from 'node:http'
import { describe, expect, it } from 'vitest'
import { listening, ready, serverPid, start, status, until } from './running-agent.ts'

describe('the agent', () => {
  it('serves what it sees, and ends when asked', async () => {
    const agent = await listening()
    await ready(agent)
    const namespaces = await (await fetch(`${agent.url}/api/v1/namespaces`)).json()
    const own = /\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0]
    expect(JSON.stringify(namespaces)).toContain(own)
    expect(agent.said()).not.toMatch(/\n\s+at /)
    agent.process.kill('SIGTERM')
    expect(await once(agent.process, 'exit')).toEqual([0, null])
    expect(await status(agent.url)).toBeNull()
  })

  it('answers only to the names that it knows', async () => {
    const agent = await listening('--allow-host', 'metrics.example.org')
    const askAs = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get(`${agent.url}/healthz`, { headers: { host } }, (answer) => resolve(answer.resume().statusCode)).on(
          'error',
          reject,
        )
      })
    expect(await askAs('metrics.example.org:80')).toBe(200)
    expect(await askAs('other.example.org')).toBe(421)
  })

  it('answers from a process without privileges', async () => {
    const agent = await listening()
    const facts = readFileSync(`/proc/${serverPid(agent)}/status`, 'utf8')
    expect(facts).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m)
    expect(facts).toMatch(/^Gid:\t65534\t65534\t65534\t65534$/m)
    expect(facts).toMatch(/^Groups:\t\s*$/m)
    for (const set of ['CapPrm', 'CapEff']) expect(facts).toMatch(new RegExp(`^${set}:\t0+$`, 'm'))
    // The collector listens to nobody: all its sockets are the pipe and netlink.
    expect(listeners(agent.process.pid ?? 0)).toEqual([])
  })

  it('starts its server again, with what it last saw', async () => {
    const agent = await listening()
    await ready(agent)
    const before = serverPid(agent)
    process.kill(before, 'SIGKILL')
    await until('a new server', () => (serverPid(agent) > 0 && serverPid(agent) !== before ? true : null))
    const [, again] = await until('listening again', () => [...agent.said().matchAll(/ on (http:\S+)\n/g)][1])
    await ready({ ...agent, url: again ?? '' })
    expect(agent.said()).toContain('the server ended; starting it again (1 of 5)')
  })

  it('takes its server along when it is killed', async () => {
    const agent = await listening()
    const server = serverPid(agent)
    agent.process.kill('SIGKILL')
    await once(agent.process, 'exit')
    await until('the end of the server', () => (isAlive(server) ? null : true))
  })

  it('says in one line that its address is taken', async () => {
    const agent = await listening()
    const { child, said } = start('--no-docker', '--listen', new URL(agent.url).host)
    expect(await once(child, 'exit')).toEqual([2, null])
    expect(
      said()
        .split('\n')
        .filter((line) => line.includes('listen')),
    ).toEqual([
      expect.stringMatching(
        /^netloupe: cannot listen on 127\.0\.0\.1 port \d+ \(.*EADDRINUSE.*\); choose another with --listen$/,
      ),
    ])
  })
})

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Inodes of the listening TCP sockets that a process holds (`/proc/net/tcp`, state 0A). */
const listeners = (pid: number): string[] => {
  const held = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  const listening = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A')
      .map((fields) => `socket:[${fields[9]}]`),
  )
  return listening.filter((socket) => held.includes(socket))
}
