import { bool8, named, u32 as number32, u8 } from '../../../wire/scalars.ts'
import { flag, type Infer, list, record } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { array } from '../array.ts'
import { atMost } from '../at-most.ts'
import { chosen } from '../chosen.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_u32.h'
/** XT_U32_MAXSIZE + 1 */
const most = 11

const location = struct(
  { name: 'xt_u32_location_element', header, size: 8 },
  {
    number: [0, number32, 'number'],
    /** What is done to the number so far; nothing to the first, an offset in the packet. `@` reads there. */
    operation: [4, named(u8, { 0: '&', 1: '<<', 2: '>>', 3: '@' }), 'nextop'],
  },
)

const value = struct(
  { name: 'xt_u32_value_element', header, size: 8 },
  { min: [0, number32, 'min'], max: [4, number32, 'max'] },
)

const rawTest = struct(
  { name: 'xt_u32_test', header, size: 180 },
  {
    location: [0, array(location, most), 'location'],
    values: [88, array(value, most), 'value'],
    locationCount: [176, atMost(u8, most), 'nnums'],
    valueCount: [177, atMost(u8, most), 'nvalues'],
  },
)

const testShape = record({ location: list(location), values: list(value) })

const test = chosen(rawTest, testShape, (fields, view, at) => ({
  location: fields.location(view, at, fields.locationCount(view, at)),
  values: fields.values(view, at, fields.valueCount(view, at)),
}))

const raw = struct(
  { name: 'xt_u32', header, size: 1982 },
  {
    tests: [0, array(test, most), 'tests'],
    count: [1980, atMost(u8, most), 'ntests'],
    invert: [1981, bool8, 'invert'],
  },
)

const shape = record({ tests: list(testShape), invert: flag })

const info = chosen(raw, shape, (fields, view, at) => ({
  tests: fields.tests(view, at, fields.count(view, at)),
  invert: fields.invert(view, at),
}))

const hexText = (value: number): string => `0x${value.toString(16)}`

const testText = ({ location, values }: Infer<typeof testShape>): string => {
  const place = location.map(({ operation, number }, i) => (i === 0 ? '' : operation) + hexText(number)).join('')
  const ranges = values.map(({ min, max }) => (min === max ? hexText(min) : `${hexText(min)}:${hexText(max)}`))
  return `${place}=${ranges.join(',')}`
}

/** `-m u32`: numbers computed from the packet's bytes. */
export const u32 = extension({
  name: 'u32',
  revisions: { 0: info },
  save: ({ tests, invert }) => option(invert, '--u32', `"${tests.map(testText).join('&&')}"`),
})
