import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../agent/reachability/answer.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { checkoutRoot, temporaryFolder } from './checkout.ts'
import { runCommand } from './run-command.ts'

const folder = temporaryFolder()
const saved = join(folder.path, 'host.json')
let lab: Lab
let host: PlainHost
let names: { readonly host: string; readonly a: string; readonly b: string; readonly alone: string }

const why = (...words: string[]) => runCommand(['./netloupe', 'why', '--no-docker', ...words], { cwd: checkoutRoot })

/** Problems of this machine aside. */
const told = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !/ denied\b/.test(line))

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'why',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24', ipv6: 'fd00:1::/64' }],
    containers: [
      { name: 'a', networks: ['br0'] },
      { name: 'b', networks: ['br0'] },
      { name: 'alone', networks: [] },
    ],
  })
  const [a, b, alone] = host.containers
  if (a === undefined || b === undefined || alone === undefined) throw new Error('the lab has too few containers')
  names = {
    host: `netns:${host.netns}`,
    a: `netns:${a.netns}`,
    b: `netns:${b.netns}`,
    alone: `netns:${alone.netns}`,
  }
  b.start(['busybox', 'httpd', '-f', '-p', '80', '-h', folder.path])
  const { status, stderr } = await b.exec(['nft', '-f', '-'], {
    input: `table inet guard { chain in { type filter hook input priority 0;
      tcp dport 81 drop
      tcp dport 82 reject with icmpx type admin-prohibited
      udp dport 83 reject
    }
}
`,
  })
  expect(status, stderr).toBe(0)
  await untilListening(b.exec)
  expect(runCommand(['./netloupe', 'snapshot', '--no-docker', '-o', saved], { cwd: checkoutRoot }).status).toBe(0)
}, 60_000)
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const untilListening = async (exec: PlainHost['exec']): Promise<void> => {
  for (let tries = 0; tries < 100; tries++) {
    const { stdout } = await exec(['ss', '-ltn'])
    if (/:80\b/.test(stdout)) return
  }
  throw new Error('nobody listens')
}

describe('the text', () => {
  test('a sentence, then the way under the names of the namespaces', () => {
    const { status, stdout, stderr } = why(names.a, `${names.b}:80`, '--snapshot', saved)
    expect(status).toBe(0)
    const lines = stdout.split('\n')
    expect(lines[0]).toBe(`✓ ${names.a} can reach ${names.b}:80 at 10.1.0.3: the connection is made.`)
    expect(lines.slice(1, 3)).toEqual(['', 'the way there'])
    expect(stdout).toMatch(/^ {2}\S+-a {2}netns:\d+\n {4}route +10\.1\.0\.0\/24 dev eth0/m)
    expect(stdout).toMatch(/^ {4}delivery +delivered to \S+-b$/m)
    expect(stdout).not.toContain('the way back')
    expect(stdout).not.toContain('\u001b')
    expect(told(stderr)).toEqual([])
  })

  test('the rule that drops stands last, with its chain and its text', () => {
    const { status, stdout } = why(names.a, `${names.b}:81`, '--snapshot', saved)
    expect(status).toBe(1)
    expect(stdout).toMatch(/^✗ \S+ cannot reach \S+:81 at 10\.1\.0\.3: no answer, it times out\./)
    expect(stdout).toMatch(/^ {4}rule +inet guard in #1, drop: tcp dport 81 drop$/m)
    expect(stdout).not.toContain('tcp dport 82')
  })

  test('a rule that rejects is told with what the sender hears', () => {
    const { stdout } = why(names.a, `${names.b}:82`, '--snapshot', saved)
    expect(stdout).toMatch(/^ {4}rule +inet guard in #2, reject with icmpx admin-prohibited: tcp dport 82 reject/m)
  })

  test('--explain tells of rules that did not match, and of the way back', () => {
    const { stdout } = why(names.a, `${names.b}:80`, '--explain', '--snapshot', saved)
    expect(stdout).toMatch(/^ {4}looked +inet guard in #2, does not match: tcp dport 82 reject/m)
    expect(stdout).toContain('\nthe way back\n')
  })

  test('an address of IPv6 is chosen', () => {
    const { stdout } = why(names.a, `${names.b}:80`, '--address', 'fd00:1::3', '--snapshot', saved)
    expect(stdout).toMatch(/^[✓✗] \S+ can\S* reach \S+ at fd00:1::3: /)
  })
})

test('a real packet agrees, whatever becomes of it', () => {
  const cases = [
    ['b:80', 'reachable', 'connected'],
    ['b:79', 'unreachable', 'refused'],
    ['b:81', 'unreachable', 'timeout'],
    ['b:82', 'unreachable', 'host-unreachable'],
    ['b:83/udp', 'unreachable', 'refused'],
    ['b/icmp', 'reachable', 'replied'],
    ['[fd00:1::3]:80', 'reachable', 'connected'],
    ['fd00:1::3', 'reachable', 'replied'],
    ['10.1.0.99:80', 'unreachable', 'host-unreachable'],
    ['192.0.2.1', 'unreachable', 'network-unreachable'],
  ] as const
  const questions = join(folder.path, 'verified')
  const lines = cases.map(([to]) => `${to === '192.0.2.1' ? names.alone : names.a} ${to.replace(/^b\b/, names.b)}\n`)
  writeFileSync(questions, lines.join(''))
  const { status, stdout, stderr } = why('--batch', questions, '--verify')
  const answers: Answer[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const found = answers.map(({ verdict, outcome, verified }, at) => [cases[at]?.[0], verdict, outcome, verified])
  const expected = cases.map(([to, verdict, outcome]) => [to, verdict, outcome, { outcome, agrees: true }])
  expect(found, `${stderr} ${answers.flatMap(({ assumptions }) => assumptions.map(({ on }) => on))}`).toEqual(expected)
  expect(status).toBe(1)
}, 40_000)

test('the text says that it does', () => {
  const { stdout } = why(names.a, `${names.b}/icmp`, '--verify')
  expect(stdout).toMatch(/\n\n✓ The kernel agrees \(a real packet, sent just now: the echo is answered\)\.\n$/)
})

test('what could not be read on the way makes it uncertain, and says so', () => {
  const snapshot = JSON.parse(readFileSync(saved, 'utf8'))
  const inode = host.containers[1]?.inode
  const problem = { collector: 'routes', kind: 'denied', about: `netns ${inode}`, message: 'needs CAP_NET_ADMIN' }
  const file = join(folder.path, 'denied.json')
  writeFileSync(file, JSON.stringify({ ...snapshot, problems: [...snapshot.problems, problem] }))
  const { status, stdout } = why(names.a, `${names.b}:80`, '--snapshot', file)
  expect(status).toBe(3)
  expect(stdout).toMatch(/^\? \S+ may or may not reach \S+ at 10\.1\.0\.3: most likely the connection is made\./)
  expect(stdout).toMatch(/\nit depends\n {2}\? the routes of \S+-b, which could not be read: needs CAP_NET_ADMIN\n/)
  expect(why(names.a, `${host.containers[0]?.addresses[0]}`, '--snapshot', file).status).toBe(0)
})

describe('--batch', () => {
  const batch = (input: string) => {
    const file = join(folder.path, 'questions')
    writeFileSync(file, input)
    const result = why('--batch', file, '--snapshot', saved)
    const lines: (Partial<Answer> & { error?: string; line?: number })[] = result.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
    return { status: result.status, lines }
  }

  test('an answer a line, in the same order; a wrong line says which', () => {
    const { status, lines } = batch(
      `# questions\n${names.a} ${names.b}:80\n\n${names.a} nobody\n${names.a}\n  ${names.a} ${names.b}:81\n${names.a} b c\n`,
    )
    expect(status).toBe(2)
    expect(lines.map(({ outcome, line }) => outcome ?? line)).toEqual(['connected', 4, 5, 'timeout', 7])
    expect(lines[1]?.error).toMatch(/^no container is called 'nobody'/)
    expect(lines[2]?.error).toBe('DST is missing: a line has SRC and DST.')
    expect(lines[4]?.error).toBe("unexpected word 'c': a line has SRC and DST.")
  })

  test.each([
    ['80', 0],
    ['80 81', 1],
  ])('ports %s end with %i', (ports, status) => {
    const questions = ports.split(' ').map((port) => `${names.a} ${names.b}:${port}\n`)
    expect(batch(questions.join('')).status).toBe(status)
  })

  test.each([
    ['a file, to a file', (command: string) => `${command} --snapshot '${saved}' <'${saved}.in' >'${saved}.out'`],
    // Here the questions are there before the host has been looked at.
    ['a pipe, to a pipe', (command: string) => `cat '${saved}.in' | ${command} --no-docker | cat >'${saved}.out'`],
  ])('questions may come from %s', (_, lineOf) => {
    writeFileSync(`${saved}.in`, `${names.a} ${names.b}:80\n${names.a} ${names.b}/icmp\n`)
    const line = lineOf('./netloupe why --batch -')
    const { stderr, status } = runCommand(['bash', '-o', 'pipefail', '-c', line], { cwd: checkoutRoot })
    expect(status, stderr).toBe(0)
    const answers = readFileSync(`${saved}.out`, 'utf8').trimEnd().split('\n')
    expect(answers.map((answer) => JSON.parse(answer))).toMatchObject([
      { schema: 'netloupe.why/1', verdict: 'reachable', outcome: 'connected' },
      { schema: 'netloupe.why/1', verdict: 'reachable', outcome: 'replied' },
    ])
  })
})

test.each([
  [[], 'SRC and DST are missing: netloupe why SRC DST.'],
  [['a'], 'DST is missing: netloupe why a DST.'],
  [['a', 'b', 'c'], "unexpected word 'c'."],
  [
    ['a', 'b', '--verify', '--snapshot', 'x'],
    '--verify sends a packet on this host; a saved snapshot may be of another one.',
  ],
  [['--batch', 'x', 'a'], "unexpected word 'a': with --batch the questions stand in FILE."],
  [
    ['--batch', '-', '--snapshot', '-'],
    '--batch - and --snapshot - cannot both read standard input; name a file for one of them.',
  ],
  [['--batch', '/nowhere'], '/nowhere cannot be read (ENOENT).'],
  [['--batch', 'x', '--address', '::1'], '--address is for one question; in a batch write the address as DST.'],
])('wrong usage is one line and exit status 2: %j', (words, message) => {
  const { status, stdout, stderr } = why(...words)
  expect([status, stdout, told(stderr)]).toEqual([2, '', [`netloupe: ${message}`]])
})

test('a destination without an address is an answer, not an error', async () => {
  const { status, stdout } = await why(names.a, `${names.alone}:80`, '--json')
  const { verdict, to, cause }: Answer = JSON.parse(stdout)
  expect({ status, verdict, address: to.address, cause: cause?.id }).toEqual({
    status: 1,
    verdict: 'unreachable',
    address: null,
    cause: 'no-address',
  })
})

test('an endpoint that nobody is called is told with the nearest name', () => {
  const { status, stderr } = why('hots', '127.0.0.1', '--snapshot', saved)
  expect(status).toBe(2)
  expect(told(stderr)).toEqual([
    "netloupe: no container is called 'hots'; give a container (name or id), host, netns:NAME, pid:PID, world or an address. Did you mean 'host'?",
  ])
})
