import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cloneInto, temporaryFolder } from './checkout.ts'
import { runCommand } from './run-command.ts'

const program = (path: string, script: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

const file = (path: string, ageSeconds: number): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  const then = Date.now() / 1000 - ageSeconds
  utimesSync(path, then, then)
  utimesSync(dirname(path), then, then)
}

/** A tree with the real launcher and scripts, and a Node that prints its arguments and fails with 3. */
const tree = (): Disposable & { readonly path: string } => {
  const folder = temporaryFolder()
  cloneInto(folder.path, ['netloupe', 'scripts'])
  program(join(folder.path, 'node_modules/node/bin/node'), 'printf "%s\\n" "$@"; exit 3')
  file(join(folder.path, 'agent/main.ts'), 60)
  return folder
}

const printed = (argv: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}): string[] => {
  const { status, stdout, stderr } = runCommand(argv, { cwd: '/', env })
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('--disable-warning'))
}

describe('the launcher', () => {
  test('passes arguments and exit status, also through links', () => {
    using folder = tree()
    using elsewhere = temporaryFolder()
    const link = join(elsewhere.path, 'link')
    symlinkSync(join(folder.path, 'netloupe'), link)
    symlinkSync('link', join(elsewhere.path, 'loupe'))
    const main = join(folder.path, 'agent/main.ts')
    expect(printed([join(folder.path, 'netloupe')])).toEqual([main])
    expect(printed([join(elsewhere.path, 'loupe'), 'why', 'a b', '--json'])).toEqual([main, 'why', 'a b', '--json'])
    expect(printed(['sh', '-c', 'PATH=$1:$PATH; loupe x', 'sh', elsewhere.path])).toEqual([main, 'x'])
  })

  test('runs compiled code unless a source is newer, was added or was removed', () => {
    using folder = tree()
    const [source, compiled] = [join(folder.path, 'agent/main.ts'), join(folder.path, 'dist/agent/main.js')]
    const launch = (): string[] => printed([join(folder.path, 'netloupe')])
    file(join(folder.path, 'collectors/one.ts'), 60)
    file(compiled, 30)
    expect(launch()).toEqual([compiled])
    file(join(folder.path, 'collectors/one.ts'), 10)
    expect(launch()).toEqual([source])
    file(compiled, 5)
    expect(launch()).toEqual([compiled])
    rmSync(join(folder.path, 'collectors/one.ts'))
    expect(launch()).toEqual([source])
  })

  test('runs compiled code where there are no sources', () => {
    using folder = tree()
    rmSync(join(folder.path, 'agent'), { recursive: true })
    file(join(folder.path, 'dist/agent/main.js'), 30)
    expect(printed([join(folder.path, 'netloupe')])).toEqual([join(folder.path, 'dist/agent/main.js')])
  })

  test.each([
    ['v24.1.0', 3],
    ['v26.10.0', 3],
    ['v20.20.2', 2],
    ['', 2],
  ])('without its own Node, with Node "%s" on the PATH, ends with %i', (version, status) => {
    using folder = tree()
    rmSync(join(folder.path, 'node_modules/node'), { recursive: true })
    program(join(folder.path, 'bin/node'), `[ "$1" != --version ] || { echo "${version}"; exit; }; exit 3`)
    const env = { PATH: `${join(folder.path, 'bin')}:${process.env['PATH']}` }
    const result = runCommand([join(folder.path, 'netloupe')], { cwd: '/', env })
    const stderr = status === 2 ? `netloupe: not set up: run 'npm ci' in ${folder.path}\n` : ''
    expect(result).toMatchObject({ status, stdout: '', stderr })
  })
})

describe('npm start', () => {
  test('runs the agent with the arguments', () => {
    using folder = tree()
    program(join(folder.path, 'scripts/setup.sh'), 'exit 0')
    const argv = ['sh', join(folder.path, 'scripts/start.sh'), '--listen', 'localhost:0', 'a b'] as const
    expect(printed(argv)).toEqual([join(folder.path, 'agent/main.ts'), 'agent', '--listen', 'localhost:0', 'a b'])
  })

  test('takes --demo anywhere, with the packages that the demonstration needs', () => {
    using folder = tree()
    program(join(folder.path, 'scripts/setup.sh'), 'echo "setup $*"')
    const argv = ['sh', join(folder.path, 'scripts/start.sh'), '--no-color', '--demo', '--listen', '[::1]:0'] as const
    expect(printed(argv)).toEqual([
      expect.stringMatching(/^setup .*\bdocker\.io\b/),
      join(folder.path, 'test/lab/demo-main.ts'),
      '--no-color',
      '--listen',
      '[::1]:0',
    ])
  })

  test('ends with the status of a setup that failed', () => {
    using folder = tree()
    program(join(folder.path, 'scripts/setup.sh'), 'exit 2')
    const argv = ['sh', join(folder.path, 'scripts/start.sh')] as const
    expect(runCommand(argv, { cwd: '/' })).toMatchObject({ status: 2, stdout: '', stderr: '' })
  })
})
