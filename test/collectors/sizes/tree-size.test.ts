import { execFileSync } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Pace } from '../../../collectors/sizes/pace.ts'
import { measureTree } from '../../../collectors/sizes/tree-size.ts'

let root: string
const descriptors = (): number => readdirSync('/proc/self/fd').length
let openBefore: number

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'netloupe-size-'))
  openBefore = descriptors()
})

afterEach(() => {
  // Unlike Node's, it removes what is deeper than a path can be long.
  execFileSync('rm', ['-rf', root])
  expect(descriptors()).toBe(openBefore)
})

/** Does something at one of the moments when the walk may pause, which is before each directory is entered too. */
const atStep = (wanted: number, act: () => void) => {
  let steps = 0
  return {
    step: async (): Promise<void> => {
      steps += 1
      if (steps === wanted) act()
    },
    steps: () => steps,
  }
}
const measure = (path = root, pace: Pick<Pace, 'step'> = atStep(0, () => {})) => measureTree(path, pace)

const du = (path = root) => {
  const total = (...options: readonly string[]): number =>
    Number(execFileSync('du', ['-sx', ...options, path], { encoding: 'utf8' }).split('\t')[0])
  return { bytes: total('-B1'), inodes: total('--inodes') }
}

describe('a tree measures what du says', () => {
  it('empty', async () => {
    expect(await measure()).toEqual(du())
  })

  it('with holes, hard links, links to elsewhere, FIFOs, and names of any bytes', async () => {
    mkdirSync(join(root, 'a\nb'))
    for (const name of ['a', 'a\nb/new\nline', 'a\nb/ ', 'a\nb/"\\', 'ü', 'a\nb/-rf'])
      writeFileSync(join(root, name), 'x'.repeat(9000))
    const bytes = (...names: readonly (string | number)[]): Buffer =>
      Buffer.concat([
        Buffer.from(`${root}/`),
        ...names.map((name) => Buffer.from(typeof name === 'string' ? name : [name])),
      ])
    mkdirSync(bytes('latin', 0xe9))
    writeFileSync(bytes('latin', 0xe9, '/', 0xff, 0xfe), 'x'.repeat(5000))
    truncateSync(join(root, 'a'), 2 ** 30)
    linkSync(join(root, 'a'), join(root, 'a\nb/linked'))
    linkSync(join(root, 'a'), join(root, 'linked'))
    symlinkSync('/', join(root, 'everything'))
    symlinkSync('..', join(root, 'a\nb/up'))
    symlinkSync('loop', join(root, 'loop'))
    execFileSync('mkfifo', [join(root, 'fifo')])
    expect(await measure()).toEqual(du())
  })

  it('with more entries than are asked for together, and a file of which some names are outside', async () => {
    const outside = `${root}.outside`
    writeFileSync(outside, 'x'.repeat(5000))
    for (let i = 0; i < 200; i += 1) writeFileSync(join(root, `file ${i}`), String(i))
    for (let i = 0; i < 100; i += 1) mkdirSync(join(root, `folder ${i}/below`), { recursive: true })
    linkSync(outside, join(root, 'inside'))
    linkSync(outside, join(root, 'folder 7/below/inside'))
    rmSync(outside)
    expect(await measure()).toEqual(du())
  })

  it('nested deeper than a path can be long, or descriptors be open', async () => {
    const chain = Array.from({ length: 80 }, () => 'd'.repeat(40)).join('/')
    for (let i = 0; i < 5; i += 1) {
      const folder = join(root, String(i))
      mkdirSync(join(folder, chain), { recursive: true })
      writeFileSync(join(folder, chain, 'file'), 'x')
      if (i > 0) renameSync(join(root, String(i - 1)), join(folder, chain, 'inner'))
    }
    expect(await measure()).toEqual(du())
    expect((await measure()).inodes).toBe(1 + 5 * (1 + 80 + 1))
  })
})

describe('what the owner of the tree does meanwhile', () => {
  it('a folder that becomes a link to elsewhere is not followed, at whatever moment', async () => {
    const tree = join(root, 'tree')
    mkdirSync(join(tree, 'folder/inner'), { recursive: true })
    mkdirSync(join(root, 'elsewhere/inner'), { recursive: true })
    writeFileSync(join(root, 'elsewhere/inner/big'), 'x'.repeat(1_000_000))
    const still = atStep(0, () => {})
    const whole = await measure(tree, still)
    const found: number[] = []
    for (let moment = 1; moment <= still.steps(); moment += 1) {
      const swapping = atStep(moment, () => {
        renameSync(join(tree, 'folder'), join(root, 'aside'))
        symlinkSync('../elsewhere', join(tree, 'folder'))
      })
      const { inodes, bytes } = await measure(tree, swapping)
      expect(bytes).toBeLessThanOrEqual(whole.bytes)
      found.push(inodes)
      rmSync(join(tree, 'folder'))
      renameSync(join(root, 'aside'), join(tree, 'folder'))
    }
    expect(new Set(found)).toEqual(new Set([1, 3]))
  })

  it('a folder far above that is moved elsewhere is not mistaken for the one that it left', async () => {
    mkdirSync(join(root, 'tree', Array.from({ length: 60 }, () => 'd').join('/')), { recursive: true })
    mkdirSync(join(root, 'tree/d/other'))
    const moving = atStep(110, () => renameSync(join(root, 'tree/d/d/d'), join(root, 'aside')))
    await expect(measure(join(root, 'tree'), moving)).rejects.toMatchObject({ kind: 'interrupted' })
  })

  it('files that vanish while they are counted are left out', async () => {
    for (let i = 0; i < 2000; i += 1) writeFileSync(join(root, String(i)), '')
    const measured = measure()
    for (let i = 0; i < 2000; i += 2) rmSync(join(root, String(i)))
    const { inodes } = await measured
    expect(inodes).toBeGreaterThanOrEqual(1001)
    expect(inodes).toBeLessThanOrEqual(2001)
  })
})

describe('what cannot be measured', () => {
  it.each([
    ['nothing there', () => {}],
    ['a link', () => symlinkSync('/etc', join(root, 'it'))],
    ['a file', () => writeFileSync(join(root, 'it'), '')],
    ['a FIFO', () => execFileSync('mkfifo', [join(root, 'it')])],
  ])('%s', async (_, make) => {
    make()
    await expect(measure(join(root, 'it'))).rejects.toMatchObject({ name: 'SizeError', kind: 'vanished' })
  })

  it('a directory that may not be read, rather than half a sum', () => {
    mkdirSync(join(root, 'a/private'), { recursive: true })
    execFileSync('chown', ['65534', join(root, 'a/private')])
    execFileSync('chmod', ['700', join(root, 'a/private')])
    const module = fileURLToPath(new URL('../../../collectors/sizes/tree-size.ts', import.meta.url))
    const script = `import { measureTree } from ${JSON.stringify(module)}
      await measureTree(process.argv[1], { step: async () => {} }).catch((error) => console.log(error.kind, error.message))`
    const drop = ['--bounding-set=-all', '--inh-caps=-all', '--']
    const node = [process.execPath, '--input-type=module', '-e', script, root]
    const said = execFileSync('setpriv', [...drop, ...node], { encoding: 'utf8' })
    expect(said).toMatch(/^denied EACCES: .*needs CAP_DAC_READ_SEARCH\n$/)
  })

  it('ends when it is told to', async () => {
    for (let i = 0; i < 500; i += 1) mkdirSync(join(root, String(i)))
    const stop = new AbortController()
    const measured = measureTree(root, new Pace(0.001, stop.signal))
    setTimeout(() => stop.abort(), 20)
    await expect(measured).rejects.toThrow()
  })
})

it('takes about the share of a processor that it may', async () => {
  for (let i = 0; i < 1500; i += 1) writeFileSync(join(root, String(i)), '')
  await measure()
  const { user, system } = process.cpuUsage()
  const start = performance.now()
  await measureTree(root, new Pace(0.05, new AbortController().signal))
  const after = process.cpuUsage()
  const share = (after.user + after.system - user - system) / 1000 / (performance.now() - start)
  expect(share).toBeLessThan(0.1)
})
