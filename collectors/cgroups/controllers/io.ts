import { DecodeError } from '../../wire/error.ts'
import type { Count } from '../../wire/shape.ts'
import { assertWhole, type Content, countIn, linesOf } from '../content.ts'
import type { CgroupDraft, CgroupFile, Controller } from './controller.ts'

type DeviceDraft = NonNullable<CgroupDraft['io']>[number]
type Field = Exclude<keyof DeviceDraft, 'major' | 'minor' | 'device'>
/** One number of one device. */
type Found = { readonly major: number; readonly minor: number; readonly field: Field; readonly value: Count }

const deviceForm = /^(\d{1,10}):(\d{1,10})$/

/** Files are read in the order of preference: what an earlier one said of a device stays. */
const putInto = (cgroup: CgroupDraft, found: readonly Found[]): void => {
  cgroup.io ??= []
  for (const { major, minor, field, value } of found) {
    let device = cgroup.io.find((known) => known.major === major && known.minor === minor)
    if (device === undefined) {
      device = { major, minor, device: '' }
      cgroup.io.push(device)
    }
    device[field] ??= value
  }
}

const deviceOf = (word: string): Pick<Found, 'major' | 'minor'> | null => {
  const [, major, minor] = deviceForm.exec(word) ?? []
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) }
}

/** The kernel's answer for a cgroup that did nothing, word for word. */
const nothing = Buffer.from('Total 0\n')
const isNothing = ({ bytes, length }: Content): boolean =>
  length === nothing.length && bytes.compare(nothing, 0, nothing.length, 0, length) === 0

type Operations = { readonly [operation: string]: Field }

/** Lines `8:0 Read 4096`; `Sync` and `Async` divide the same numbers in another way, `Total` adds them up. */
const operations = (content: Content, wanted: Operations): readonly Found[] => {
  assertWhole(content)
  if (isNothing(content)) return []
  const found: Found[] = []
  for (const line of linesOf(content)) {
    const [word = '', operation = '', value = ''] = line.split(' ')
    const device = deviceOf(word)
    if (device === null && word !== 'Total') throw new DecodeError('expected a device', 0)
    const field = device === null ? undefined : wanted[operation]
    if (device !== null && field !== undefined) found.push({ ...device, field, value: countIn(value) })
  }
  return found
}

const bytes: Operations = { Read: 'readBytes', Write: 'writeBytes', Discard: 'discardBytes' }
const counts: Operations = { Read: 'readOperations', Write: 'writeOperations', Discard: 'discardOperations' }

const operationsFile = (name: string, wanted: Operations, onlyWithout?: string): CgroupFile => ({
  name,
  ...(onlyWithout === undefined ? {} : { onlyWithout }),
  read: (content, cgroup) => putInto(cgroup, operations(content, wanted)),
})

const statFields: { readonly [key: string]: Field } = {
  rbytes: 'readBytes',
  wbytes: 'writeBytes',
  dbytes: 'discardBytes',
  rios: 'readOperations',
  wios: 'writeOperations',
  dios: 'discardOperations',
  'cost.usage': 'costUsageMicroseconds',
  'cost.wait': 'costWaitMicroseconds',
  'cost.indebt': 'costIndebtMicroseconds',
  'cost.indelay': 'costIndelayMicroseconds',
}

/**
 * Lines `8:0 rbytes=1 wbytes=2 …`. Some kernels leave out the end of the line after a device without numbers
 * (block/blk-cgroup.c, blkcg_print_one_stat: `8:0 8:16 rbytes=1`): numbers belong to the device named last.
 */
const ioStat = (content: Content): readonly Found[] => {
  const found: Found[] = []
  for (const line of linesOf(content)) {
    let device: ReturnType<typeof deviceOf> = null
    for (const word of line.trimEnd().split(' ')) {
      const equals = word.indexOf('=')
      if (equals < 0) device = deviceOf(word)
      if (device === null) throw new DecodeError('expected a device', 0)
      const field = equals < 0 ? undefined : statFields[word.slice(0, equals)]
      if (field !== undefined) found.push({ ...device, field, value: countIn(word.slice(equals + 1)) })
    }
  }
  return found
}

/**
 * Documentation/admin-guide/cgroup-v1/blkio-controller.rst; cgroup-v2.rst, "IO".
 * A scheduler counts for the devices that it serves: bfq, cfq (`blkio.io_…`, gone in 5.0). The throttling layer counts for
 * all devices, with the cgroups below only since 4.19.
 */
export const io: Controller = {
  part: 'io',
  version1: [
    {
      controller: 'blkio',
      files: [
        operationsFile('blkio.bfq.io_service_bytes_recursive', bytes),
        operationsFile('blkio.bfq.io_serviced_recursive', counts),
        operationsFile('blkio.io_service_bytes_recursive', bytes),
        operationsFile('blkio.io_serviced_recursive', counts),
        operationsFile('blkio.throttle.io_service_bytes_recursive', bytes),
        operationsFile('blkio.throttle.io_serviced_recursive', counts),
        operationsFile('blkio.throttle.io_service_bytes', bytes, 'blkio.throttle.io_service_bytes_recursive'),
        operationsFile('blkio.throttle.io_serviced', counts, 'blkio.throttle.io_serviced_recursive'),
      ],
    },
  ],
  version2: [
    {
      controller: 'io',
      files: [{ name: 'io.stat', read: (content, cgroup) => putInto(cgroup, ioStat(content)) }],
    },
  ],
}
