import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReader } from '../collectors/cgroups/read-tree.ts'
import { containerIdOf, hierarchies } from '../lab/container-cgroups.ts'
import { type Lab, openLab } from '../lab/lab.ts'
import { environmentOf, runDirectory } from '../lab/run.ts'

let lab: Lab
let device = ''

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { env: environmentOf(lab.runId), encoding: 'utf8' }).trim()

beforeAll(async () => {
  lab = await openLab()
  const image = `${runDirectory(lab.runId)}/disk`
  writeFileSync(image, '')
  truncateSync(image, 8 << 20)
  device = run('losetup', '-f', '--show', image)
})

afterAll(async () => {
  if (device !== '') run('losetup', '-d', device)
  await lab[Symbol.asyncDispose]()
})

test('what is read from and written to a device is counted under its name', () => {
  const id = containerIdOf(4)
  const numbers = readFileSync(`/sys/block/${basename(device)}/dev`, 'utf8').trim()
  const mount = hierarchies().find((path) => /\/blkio$/.test(path) || existsSync(`${path}/cgroup.controllers`)) ?? ''
  for (const path of [lab.runId, `${lab.runId}/docker`, `${lab.runId}/docker/${id}`]) {
    mkdirSync(`${mount}/${path}`)
    // The container's own cgroup passes nothing on, else it would take no process.
    const passesOn = existsSync(`${mount}/${path}/cgroup.subtree_control`) && !path.endsWith(id)
    if (passesOn) writeFileSync(`${mount}/${path}/cgroup.subtree_control`, '+io')
  }
  const folder = `${mount}/${lab.runId}/docker/${id}`
  const limit = `${folder}/blkio.throttle.write_bps_device`
  // Since 6.10 the throttling layer of version 1 counts where there is a limit only.
  if (existsSync(limit)) writeFileSync(limit, `${numbers} 1048576000`)
  const dd = (from: string, to: string, count: number, flag: string): string =>
    `dd if=${from} of=${to} bs=64k count=${count} ${flag}=direct status=none`
  const work = `${dd('/dev/zero', device, 12, 'oflag')} && ${dd(device, '/dev/null', 5, 'iflag')}`
  run('sh', '-c', `echo $$ > ${folder}/cgroup.procs && ${work}`)
  const { reader, told } = openReader('/', ['io'])
  using _ = reader
  const hierarchy = existsSync(limit) ? 'blkio' : ''
  const text = `${hierarchy === '' ? 0 : 7}:${hierarchy}:/${lab.runId}/docker/${id}\n`
  const [major, minor] = numbers.split(':').map(Number)
  const devices = reader.read({ container: id, path: `/${lab.runId}/docker/${id}`, text })?.io ?? []
  // The programs themselves come from the machine's disk, when they are not in memory any more.
  const found = devices.filter((one) => one.major === major && one.minor === minor)
  expect(found).toEqual([
    {
      major,
      minor,
      device: basename(device),
      readBytes: 5 << 16,
      writeBytes: 12 << 16,
      discardBytes: 0,
      readOperations: 5,
      writeOperations: 12,
      discardOperations: 0,
    },
  ])
  expect(told).toEqual([])
})
