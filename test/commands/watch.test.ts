import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ToldChange } from '../../agent/changes/event.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { checkoutRoot } from './checkout.ts'
import { runCommand, shellEnvironment } from './run-command.ts'
import { serverPid, started, until } from './running-agent.ts'

let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab[Symbol.asyncDispose]())

let rounds = 0
beforeEach(async () => {
  host = await lab.plainHost({
    name: `watch${rounds++}`,
    bridges: [{ name: 'app', subnet: '10.5.0.0/24' }],
    containers: [{ name: 'web', networks: ['app'] }],
  })
})

const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
})

interface Watch {
  readonly child: ChildProcess
  readonly errors: () => string
  /** Waits for a line, of all that came so far or comes. */
  readonly sees: (line: RegExp) => Promise<string>
}

const watch = async (...words: string[]): Promise<Watch> => {
  const child = spawn('./netloupe', ['watch', ...words], { cwd: checkoutRoot, env: shellEnvironment() })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => {
    said.out += data
  })
  child.stderr.on('data', (data) => {
    said.err += data
  })
  await until('the beginning', () => {
    if (child.exitCode !== null) throw new Error(said.err)
    return /Ctrl-C ends it/.test(said.err) || null
  })
  // An agent looks seldom where a look costs much: what other tests build on the machine counts.
  const sees = (line: RegExp) =>
    vi
      .waitUntil(() => said.out.split('\n').find((one) => line.test(one)), { timeout: 100_000, interval: 50 })
      .catch(() => {
        throw new Error(`no ${line} in\n${said.out}${said.err}`)
      })
  return { child, errors: () => said.err, sees }
}

const run = async (space: Pick<PlainHost, 'exec'>, line: string): Promise<void> => {
  const { status, stderr } = await space.exec(line.split(' '))
  expect(status, `${line}: ${stderr}`).toBe(0)
}

/** The host's end of the pair of `web`. */
const portName = async (): Promise<string> =>
  (await host.exec(['ls', '/sys/class/net/app/brif'])).stdout.trim() ||
  ((await host.exec(['ip', '-o', 'link', 'show', 'master', 'app'])).stdout.match(/^\d+: ([^@:]+)/)?.[1] ?? '')

const time = String.raw`^\d\d:\d\d:\d\d`

test('it tells what changes in the kernel, in words, until Ctrl-C', async () => {
  const port = await portName()
  const web = host.container('web')
  const { child, sees } = await watch('--no-docker', '--interval', '0.2')
  const where = `\\S*${host.netns}`
  await run(host, `ip link set ${port} nomaster`)
  await sees(new RegExp(`${time} - veth of ${web.netns} \\(${port}\\) left bridge app of ${where}$`))
  await run(host, `ip link set ${port} master app`)
  await sees(new RegExp(`${time} \\+ veth of ${web.netns} \\(${port}\\) joined bridge app of ${where}$`))
  await run(web, 'ip addr add 10.1.0.2/16 dev eth0')
  await sees(new RegExp(`${time} ~ address 10.1.0.2/16 added to eth0 of ${web.netns}$`))
  await run(web, 'ip link set eth0 down')
  await sees(new RegExp(`${time} ~ eth0 of ${web.netns} was set down`))
  await run(host, 'iptables-nft -N DOCKER-USER')
  await run(host, 'iptables-nft -A FORWARD -j DOCKER-USER')
  await run(host, 'iptables-nft -A DOCKER-USER -j RETURN')
  await run(host, 'iptables-nft -A DOCKER-USER -s 10.9.0.1/32 -j RETURN')
  await sees(new RegExp(`${time} . .*(DOCKER-USER|table ip filter).* of ${where}`))
  await run(host, 'iptables-nft -I DOCKER-USER 2 -s 10.6.0.0/16 -j DROP')
  await sees(
    new RegExp(`${time} \\+ rule 2 inserted in DOCKER-USER \\(ip filter\\) of ${where}: -s 10.6.0.0/16 -j DROP$`),
  )
  await run(host, 'iptables-nft -D DOCKER-USER 2')
  await sees(/ - rule 2 deleted from DOCKER-USER .*: -s 10.6.0.0\/16 -j DROP$/)
  await run(host, 'iptables-nft -P FORWARD DROP')
  await sees(/ ~ policy of FORWARD \(ip filter\) of \S+: drop \(was accept\)$/)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
}, 200_000)

test('what a name could do to a terminal is written out', async () => {
  const { sees } = await watch('--no-docker', '--interval', '0.2', '--kind', 'interface')
  const { status } = await host.container('web').exec(['ip', 'link', 'set', 'eth0', 'alias', '\x1b[31mred'])
  expect(status).toBe(0)
  expect(await sees(/alias of eth0/)).toContain(String.raw`\x1b[31mred (was none)`)
})

test('it follows an agent, also one that starts again, and JSON is an object a line', async () => {
  const listen = `127.0.0.1:${await freePort()}`
  const agent = await started('--listen', listen)
  const { sees, errors, child } = await watch('--agent', agent.url, '--format', 'json', '--kind', 'interface')
  const seesAlias = async (alias: string): Promise<ToldChange> => {
    await run(host.container('web'), `ip link set eth0 alias ${alias}`)
    return JSON.parse(await sees(new RegExp(`"after":\\{"alias":"${alias}"\\}`)))
  }
  expect(await seesAlias('one')).toMatchObject({
    schema: 'netloupe.change/1',
    kind: 'interface',
    change: 'changed',
    object: expect.stringMatching(`^if:${host.container('web').inode}/\\d+$`),
    words: `alias of eth0 of ${host.container('web').netns}: one (was none)`,
  })
  process.kill(serverPid(agent), 'SIGKILL')
  await until('the server again', () => (/there again[\s\S]*some changes were missed/.test(errors()) ? true : null))
  await seesAlias('two')
  agent.process.kill('SIGTERM')
  await until('the goodbye', () => (/the agent ends/.test(errors()) ? true : null))
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
}, 200_000)

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

test.each([
  [['--kind', 'interfaces'], /unknown kind 'interfaces'\. Did you mean 'interface'\?/],
  [['--interval', '0'], /--interval: '0' is no number of seconds/],
  [['--agent', 'ftp://x'], /--agent: 'ftp:\/\/x' is no address of an agent/],
  [['--snapshot', 'x.json'], /nothing changes in a saved snapshot/],
  [['--agent', 'http://127.0.0.1:1'], /^netloupe: --agent: cannot follow http:\/\/127\.0\.0\.1:1: .*\n$/],
])('%j is refused in one line', (words, message) => {
  const { status, stdout, stderr } = runCommand(['./netloupe', 'watch', ...words], { cwd: checkoutRoot })
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
})
