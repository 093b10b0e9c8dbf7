import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkoutRoot, cloneInto, temporaryFolder } from './checkout.ts'
import { runCommand } from './run-command.ts'

/** A tree that has its npm packages, as far as the setup can tell. */
const installedTree = (path: string): void => {
  cloneInto(path, ['scripts', 'package-lock.json'])
  mkdirSync(join(path, 'node_modules/node/bin'), { recursive: true })
  symlinkSync(process.execPath, join(path, 'node_modules/node/bin/node'))
  writeFileSync(join(path, 'node_modules/.netloupe-lock'), readFileSync(join(path, 'package-lock.json')))
}

/** A folder with links to a few programs, to be the whole PATH. */
const folderOf = (path: string, programs: readonly string[]): string => {
  mkdirSync(path)
  for (const program of programs) {
    const found = runCommand(['sh', '-c', `command -v ${program}`], { cwd: '/' }).stdout.trim()
    symlinkSync(found, join(path, program))
  }
  return path
}

test('without root it names the packages to install, in one line', () => {
  using folder = temporaryFolder()
  installedTree(folder.path)
  const setUp = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'sh', 'scripts/setup.sh'] as const
  expect(runCommand([...setUp, 'no-such-package', 'iproute2'], { cwd: folder.path })).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'netloupe: packages are missing: run as root: apt-get install --no-install-recommends no-such-package\n',
  })
  expect(runCommand(setUp, { cwd: folder.path })).toMatchObject({ status: 0, stdout: '', stderr: '' })
})

test('without apt it names the packages to install, in one line', () => {
  using folder = temporaryFolder()
  installedTree(folder.path)
  const path = folderOf(join(folder.path, 'bin'), 'sh dirname tr grep paste cmp mktemp id rm flock'.split(' '))
  expect(
    runCommand(['sh', 'scripts/setup.sh', 'no-such-package', 'also-missing'], {
      cwd: folder.path,
      env: { PATH: path },
    }),
  ).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^netloupe: [^\n]* missing: no-such-package also-missing\.[^\n]*\n$/),
  })
})

test('without npm it says what to install, in one line', () => {
  using folder = temporaryFolder()
  cloneInto(folder.path, ['scripts', 'package-lock.json'])
  const path = folderOf(join(folder.path, 'bin'), 'sh dirname tr grep paste cmp mktemp id rm flock'.split(' '))
  expect(runCommand(['sh', 'scripts/setup.sh'], { cwd: folder.path, env: { PATH: path } })).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'netloupe: npm is missing: install it (Debian, Ubuntu: apt-get install npm) and run this again.\n',
  })
})

test('without a registry it says which one cannot be reached, in one line', () => {
  using folder = temporaryFolder()
  cloneInto(folder.path, ['scripts'])
  const dependencies = { 'is-number': '7.0.0' }
  const name = 'unreachable'
  writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ name, version: '1.0.0', dependencies }))
  const packages = {
    '': { name, version: '1.0.0', dependencies },
    'node_modules/is-number': { version: '7.0.0' },
  }
  writeFileSync(join(folder.path, 'package-lock.json'), JSON.stringify({ name, lockfileVersion: 3, packages }))
  // Port 9 is discard: nothing listens there.
  const env = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: join(folder.path, 'cache') }
  const result = runCommand(['sh', 'scripts/setup.sh'], { cwd: folder.path, env })
  expect(result).toMatchObject({ status: 2, stdout: '' })
  expect(result.stderr.split('\n')).toEqual([
    expect.stringMatching(/^netloupe: installing /),
    'netloupe: npm ci failed: the registry http://127.0.0.1:9/ cannot be reached (ECONNREFUSED): check the network and the proxy',
    '',
  ])
})

test.each(['scripts/setup.sh', 'scripts/start.sh', 'scripts/test.sh', 'netloupe'])(
  '%s parses as POSIX shell',
  (path) => {
    expect(runCommand(['dash', '-n', path], { cwd: checkoutRoot })).toMatchObject({ status: 0, stderr: '' })
  },
)

test('.ci/run runs npm test and nothing else', () => {
  using folder = temporaryFolder()
  cloneInto(folder.path, ['.ci/run'])
  mkdirSync(join(folder.path, 'bin'))
  writeFileSync(join(folder.path, 'bin/npm'), '#!/bin/sh\npwd\necho "npm $*"\necho "1 passed, 2 failed"\nexit 1\n')
  chmodSync(join(folder.path, 'bin/npm'), 0o755)
  const env = { PATH: `${join(folder.path, 'bin')}:${process.env['PATH']}` }
  expect(runCommand([join(folder.path, '.ci/run')], { cwd: '/', env })).toMatchObject({
    status: 1,
    stdout: `${folder.path}\nnpm test\n1 passed, 2 failed\n`,
  })
})
