import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NatReport } from '../../agent/firewall/nat/record.ts'
import type { Ruleset } from '../../agent/firewall/ruleset/record.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { exampleSnapshot } from '../exporters/example-snapshot.ts'
import { type ScratchNamespace, scratchNamespace } from '../extensions/scratch-namespace.ts'
import { loadInto, rulesFiles } from '../rulesets/corpus.ts'
import { checkoutRoot, temporaryFolder } from './checkout.ts'
import { runCommand } from './run-command.ts'

const rules = (...words: string[]) => runCommand(['./netloupe', 'rules', ...words], { cwd: checkoutRoot })

/** Lines on standard error; those that begin with a collector's name are problems of this host. */
const told = (text: string): string[] => text.split('\n').filter((line) => line !== '')

const folder = temporaryFolder()
const saved = join(folder.path, 'example.json')
afterAll(() => folder[Symbol.dispose]())

/** An escape sequence, for a terminal that would obey. */
const red = '\u001b[31m'

const nft = `table inet mine {
  set blocked { type ipv4_addr; elements = { 192.0.2.7, 192.0.2.8 } }
  chain in {
    type filter hook input priority -5; policy accept;
    ip saddr @blocked counter drop comment "${red}banned"
  }
}`

describe('on a real namespace', () => {
  let namespace: ScratchNamespace
  let name: string

  beforeAll(() => {
    namespace = scratchNamespace()
    name = namespace.path.replace('/run/netns/', '')
    for (const file of rulesFiles) {
      if (file.name === 'docker-networks') loadInto(namespace, file, 'legacy')
      if (file.name === 'ufw') loadInto(namespace, file, 'nft')
    }
    namespace.run(['nft', '-f', '-'], nft)
    namespace.run(['ipset', 'create', 'banned', 'hash:ip,port', 'comment'])
    namespace.run(['ipset', 'add', 'banned', '192.0.2.9,tcp:22', 'comment', `${red}from log`])
    // Packets that rules count.
    namespace.run(['ip', 'link', 'set', 'lo', 'up'])
    namespace.run(['busybox', 'ping', '-c', '1', '-W', '1', '127.0.0.1'])
  })
  afterAll(() => namespace?.[Symbol.dispose]())

  test('--format iptables-save is what the save programs print', () => {
    const { status, stdout } = rules('--no-docker', '--netns', name, '--format', 'iptables-save')
    expect(status).toBe(0)
    const sections = new Map<string, string[]>()
    for (const line of stdout.split('\n')) {
      const program = /^# (\S+-save) -c: /.exec(line)?.[1]
      if (program !== undefined) sections.set(program, [])
      else if (line !== '' && !line.startsWith('#')) [...sections.values()].at(-1)?.push(line)
    }
    expect([...sections.keys()]).toEqual(['iptables-nft-save', 'ip6tables-nft-save', 'iptables-legacy-save'])
    for (const [program, lines] of sections) {
      const theirs = namespace.run([program, '-c']).split('\n')
      expect(lines, program).toEqual(theirs.filter((line) => line !== '' && !line.startsWith('#')))
      expect(lines.filter((line) => line.includes(' -A ')).length, program).toBeGreaterThan(20)
    }
    expect(sections.get('iptables-nft-save')?.some((line) => /^\[[1-9]\d*:\d+\] -A /.test(line))).toBe(true)
  })

  test('--json has every rule with its counters, and what nft -j tells', () => {
    const { status, stdout } = rules('--no-docker', '--netns', name, '--json')
    expect(status).toBe(0)
    const [ruleset, ...others]: Ruleset[] = JSON.parse(stdout)
    expect(others).toEqual([])
    expect(ruleset).toMatchObject({ title: name, mixed: true })
    const table = ruleset?.tables.find(({ backend }) => backend === 'nftables')
    const listed: { nftables: { rule?: { expr: unknown }; set?: object }[] } = JSON.parse(
      namespace.run(['nft', '-j', 'list', 'table', 'inet', 'mine']),
    )
    expect(table?.chains[0]?.rules[0]?.statements).toEqual(listed.nftables.find(({ rule }) => rule)?.rule?.expr)
    expect(table?.objects).toEqual(listed.nftables.filter(({ set }) => set))
    expect(ruleset?.sets.find((set) => set.name === 'banned')).toMatchObject({
      type: 'hash:ip,port',
      members: [{ address: '192.0.2.9', port: 22, protocol: 6, comment: `${red}from log` }],
    })
    const before = ruleset?.tables.find(({ family, backend }) => family === 'ip' && backend === 'iptables-nft')
    const loopback = before?.chains.find((chain) => chain.name === 'ufw-before-input')?.rules[0]
    expect(loopback).toMatchObject({
      text: '-i lo -j ACCEPT',
      meaning: 'what the host says to itself',
      effect: 'accept',
    })
    expect(loopback?.packets).toBeGreaterThanOrEqual(2)
  })

  test('the text says who wrote what and who calls whom, a rule a line, and nothing raw', () => {
    const { status, stdout } = rules('--no-docker', '--netns', name)
    expect(status).toBe(0)
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(`${name}  netns:`)
    expect(stdout).toContain('iptables-legacy and nf_tables both hold rules here')
    expect(stdout).toMatch(/^ {2}DOCKER-USER {2}called by FORWARD #1 {2}# Docker: the administrator's own rules/m)
    expect(stdout).toMatch(/^ {4} *1 +\d+ +\d+ {2}-j ufw-before-logging-input {2}# ufw: /m)
    expect(stdout).toMatch(/^ {4}1 {2}0 0 {2}ip saddr @blocked counter drop comment "\\x1b\[31mbanned"$/m)
    expect(stdout).toMatch(
      /^set banned {2}hash:ip,port {2}1 member\n {4}192\.0\.2\.9,tcp:22 comment "\\x1b\[31mfrom log"$/m,
    )
    expect(stdout).not.toContain('\u001b')
  })

  test('others that have rules are pointed at', () => {
    const { stderr } = rules('--no-docker')
    expect(stderr).toMatch(
      /^netloupe: (One|\d+) more network namespaces? ha(s|ve) rules or sets: --netns NS shows one/m,
    )
    expect(rules('--no-docker', '--netns', 'all').stdout).toContain(`${name}  netns:`)
  })
})

describe('of a saved snapshot', () => {
  beforeAll(() => writeFileSync(saved, toJson(exampleSnapshot)))

  test('the rules of the host', () => {
    const { status, stdout, stderr } = rules('--snapshot', saved)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^host {2}netns:4026531840\n/)
    expect(stdout).toContain('# published port 8080/tcp of web, to 172.18.0.2:80')
    expect(told(stderr)).toContain(
      'netloupe: One more network namespace has rules or sets: --netns NS shows one, --netns all every one.',
    )
  })

  test.each(['web', 'pid:100'])('of %s', (netns) => {
    const { status, stdout, stderr } = rules('--snapshot', saved, '--netns', netns)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^sidecar, web {2}netns:4026532301\n[\s\S]*ip own {2}nftables/)
    expect(stderr).not.toContain('more network namespace')
  })

  test('a namespace without rules says so', () => {
    expect(rules('--snapshot', saved, '--netns', 'blue').stdout).toBe('blue  netns:4026532400\n  no rules\n')
  })

  test('--nat tells published ports, as text and as JSON', () => {
    const text = rules('--snapshot', saved, '--nat')
    expect(text.status).toBe(0)
    expect(text.stdout).toContain('8080/tcp')
    const report: NatReport = JSON.parse(rules('--snapshot', saved, '--nat', '--json').stdout)
    expect(report.ports.map(({ hostPort, rules: { dnat } }) => [hostPort, dnat.length])).toEqual([[8080, 1]])
  })

  test('the reader may stop reading', () => {
    const line = `./netloupe rules --snapshot '${saved}' --json | head -c 10; echo $?`
    const result = runCommand(['bash', '-o', 'pipefail', '-c', line], { cwd: checkoutRoot })
    expect(result.stdout).toMatch(/^\[\n \{\n {2}"ne?0\n$/)
    expect(result.stderr).not.toContain('EPIPE')
  })

  test.each([
    [
      ['--format', 'jsno'],
      "unknown format 'jsno'. Did you mean 'json'? The formats are text, json, iptables-save, nft.",
    ],
    [['--nat', '--format', 'iptables-save'], '--nat is for text and json; --format iptables-save tells all rules.'],
    [['--nat', '--netns', 'web'], "--nat is about the engine's namespace; leave out --netns."],
    [
      ['--netns', 'a\u001bb'],
      "no network namespace is called 'a\\x1bb'. Give host, a container, a name, an inode, pid:PID or all.",
    ],
  ])('wrong usage is one line and exit status 2: %j', (words, message) => {
    const { status, stdout, stderr } = rules('--snapshot', saved, ...words)
    expect([status, stdout, told(stderr)]).toEqual([2, '', [`netloupe: ${message}`]])
  })
})
