import { read32 } from '../../../packet/address-bytes.ts'
import { type CompileMatch, type MatchInfos, unknownMatch } from './match-test.ts'

type Test = MatchInfos['u32']['tests'][number]

const operations = new Set(['&', '<<', '>>', '@'])

/** What the location of a test gives; null: it is not in the packet. */
const locate = ({ location }: Test, bytes: Uint8Array): number | null => {
  const first = location[0]?.number ?? 0
  if (first > bytes.length - 4) return null
  let at = 0
  let value = read32(bytes, first)
  for (let i = 1; i < location.length; i++) {
    const { number = 0, operation = '&' } = location[i] ?? {}
    if (operation === '&') value = (value & number) >>> 0
    else if (operation === '<<') value = (value << number) >>> 0
    else if (operation === '>>') value >>>= number
    else {
      at += value
      if (at + 4 > bytes.length || number > bytes.length - at - 4) return null
      value = read32(bytes, at + number)
    }
  }
  return value
}

const passes = (test: Test, bytes: Uint8Array): boolean => {
  const value = locate(test, bytes)
  return value !== null && test.values.some(({ min, max }) => min <= value && value <= max)
}

/** u32_mt, net/netfilter/xt_u32.c */
export const u32: CompileMatch<'u32'> = ({ tests, invert }) => {
  const isKnown = tests.every(({ location }) => location.every(({ operation }) => operations.has(operation)))
  if (!isKnown) return unknownMatch('what an operation of u32 gives')
  return ({ packet: { bytes } }) => tests.every((test) => passes(test, bytes)) !== invert
}
