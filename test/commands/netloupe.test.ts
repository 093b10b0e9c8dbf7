import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkoutRoot } from './checkout.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'netloupe-'))
const saved = join(folder, 'host.json')

const netloupe = (...words: string[]) => runCommand(['./netloupe', ...words], { cwd: checkoutRoot })
/** Lines on standard error that are no problem of this host. */
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

beforeAll(() => {
  const taken = netloupe('snapshot', '--no-docker', '-o', saved)
  expect(taken.status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('wrong usage is one line, a suggestion and exit status 2', () => {
  it.each([
    [
      ['toplogy'],
      "netloupe: unknown command 'toplogy'. Did you mean 'topology'? 'netloupe --help' lists the commands.",
    ],
    [['--toplogy'], "netloupe: unknown option '--toplogy'. 'netloupe --help' lists the commands."],
    [['topology', '--fromat', 'dot'], "netloupe: unknown option '--fromat'. Did you mean '--format'?"],
    [
      ['topology', '--format', 'mermiad'],
      "netloupe: unknown format 'mermiad'. Did you mean 'mermaid'? The formats are text, json, dot, mermaid, graphml, gexf.",
    ],
    [['topology', '--format'], 'netloupe: --format needs a value: --format FORMAT.'],
    [['topology', '--json', '--format', 'dot'], 'netloupe: --json and --format dot contradict each other.'],
    [['topology', 'web'], "netloupe: unexpected word 'web'."],
    [['topology', 'a\u001b[31mb'], "netloupe: unexpected word 'a\\x1b[31mb'."],
    [['snapshot', '--snapshot', '/nonexistent'], 'netloupe: /nonexistent cannot be read (ENOENT).'],
    [['snapshot', '-o', '/nonexistent/x'], 'netloupe: /nonexistent/x cannot be written (ENOENT).'],
    [['topology', '--docker-host', 'gopher://x'], /^netloupe: --docker-host: .*gopher.*$/],
    [['topology', '--root', '/nonexistent'], /^netloupe: --root: \/nonexistent\/proc cannot be listed \(ENOENT\)/],
    [
      ['topology', '--netns-dir', '/nonexistent'],
      'netloupe: --netns-dir: /nonexistent is no directory; name one with bind-mounted network namespaces.',
    ],
    [['agent', '--listen', '9474'], /^netloupe: --listen takes HOST:PORT, for example .*, not '9474'\.$/],
    [['agent', '--snapshot', 'x'], /^netloupe: the agent looks at this host; --snapshot is for the other commands\.$/],
  ])('%j', (words, message) => {
    const result = netloupe(...words)
    expect(result.stdout).toBe('')
    const [line, ...more] = lines(result.stderr)
    expect(line).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
    expect(more).toEqual([])
    expect(result.status).toBe(2)
  })
})

describe('help', () => {
  it('lists every command with its options, on standard output', () => {
    for (const words of [[], ['--help'], ['topology', '--help'], ['agent', '-h']]) {
      const result = netloupe(...words)
      expect(result.status).toBe(0)
      expect(result.stderr).toBe('')
      expect(result.stdout).toContain('--docker-host URL')
    }
    expect(netloupe('--version').stdout).toMatch(/^netloupe \d+\.\d+\.\d+\n$/)
  })
})

describe('a saved snapshot', () => {
  it('is for its owner only', () => {
    expect(statSync(saved).mode & 0o777).toBe(0o600)
  })

  it('is looked at without asking this host, by file and by standard input', () => {
    const fromFile = netloupe('topology', '--snapshot', saved, '--json')
    expect(fromFile.status).toBe(0)
    const graph = JSON.parse(fromFile.stdout) as { nodes: { key: string }[] }
    expect(graph.nodes.map(({ key }) => key)).toContain('host')
    const fromInput = runCommand(['sh', '-c', `./netloupe topology --snapshot - --json < '${saved}'`], {
      cwd: checkoutRoot,
    })
    expect(fromInput.stdout).toBe(fromFile.stdout)
  })

  it('is written again as it was', () => {
    const again = netloupe('snapshot', '--snapshot', saved)
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(runCommand(['cat', saved], { cwd: folder }).stdout))
  })

  it.each(['text', 'json', 'dot', 'mermaid', 'graphml', 'gexf'])('can be had as %s', (format) => {
    const result = netloupe('topology', '--snapshot', saved, '--format', format)
    expect(result.status).toBe(0)
    expect(result.stdout).toMatch(/\n$/)
    expect(result.stdout).not.toContain('\u001b')
  })

  it('that is damaged is refused in one line', () => {
    const cut = join(folder, 'cut.json')
    writeFileSync(cut, '{"schema": "netloupe.snapshot/1", "links": [')
    const result = netloupe('topology', '--snapshot', cut)
    expect(lines(result.stderr)).toEqual([expect.stringMatching(/^netloupe: .*cut\.json is not JSON/)])
    expect(result.status).toBe(2)
  })
})

describe('the outside', () => {
  it('may be full', () => {
    const result = runCommand(['sh', '-c', `./netloupe topology --snapshot '${saved}' >/dev/full`], {
      cwd: checkoutRoot,
    })
    expect(result.stderr).toBe('netloupe: standard output cannot be written (ENOSPC)\n')
    expect(result.status).toBe(2)
  })

  it('may stop reading', () => {
    const result = runCommand(
      ['bash', '-o', 'pipefail', '-c', './netloupe snapshot --no-docker | head -c 10; echo $?'],
      {
        cwd: checkoutRoot,
      },
    )
    expect(result.stdout).toMatch(/^\{\n "schema"?0\n$/)
    expect(result.stderr).not.toContain('EPIPE')
  })
})
