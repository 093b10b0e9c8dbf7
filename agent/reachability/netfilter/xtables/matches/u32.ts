import { read32 } from '../../../packet/address-bytes.ts'
import type { Packet } from '../../../packet/packet.ts'
import { isRandomInNetwork, isRandomInTransport } from '../../../packet/random-bytes.ts'
import type { Matched } from '../../context.ts'
import { type CompileMatch, type MatchInfos, unknownMatch } from './match-test.ts'

type Test = MatchInfos['u32']['tests'][number]

const operations = new Set(['&', '<<', '>>', '@'])

/** What a byte is that the sender draws: once this, once that. */
const lowest = 0x00
const highest = 0xff

/** Four bytes, where the ones that a sender draws are all `drawn`. */
const readDrawn = (packet: Packet, at: number, drawn: number): number => {
  const { bytes, transport } = packet
  const value = read32(bytes, at)
  const end = at + 4
  if (!isRandomInNetwork(packet, at, end) && !isRandomInTransport(packet, at - transport, end - transport)) return value
  let changed = 0
  for (let i = at; i < end; i++) {
    const isDrawn = isRandomInNetwork(packet, i, i + 1) || isRandomInTransport(packet, i - transport, i + 1 - transport)
    changed = (changed << 8) | (isDrawn ? drawn : (bytes[i] ?? 0))
  }
  return changed >>> 0
}

/** What the location of a test gives; null: it is not in the packet. */
const locate = ({ location }: Test, packet: Packet, drawn: number): number | null => {
  const { bytes } = packet
  const first = location[0]?.number ?? 0
  if (first > bytes.length - 4) return null
  let at = 0
  let value = readDrawn(packet, first, drawn)
  for (let i = 1; i < location.length; i++) {
    const { number = 0, operation = '&' } = location[i] ?? {}
    if (operation === '&') value = (value & number) >>> 0
    else if (operation === '<<') value = (value << number) >>> 0
    else if (operation === '>>') value >>>= number
    else {
      at += value
      if (at + 4 > bytes.length || number > bytes.length - at - 4) return null
      value = readDrawn(packet, at + number, drawn)
    }
  }
  return value
}

const unknown = { unknown: 'what bytes are that the sender draws' }

const passes = (test: Test, packet: Packet): Matched => {
  const value = locate(test, packet, lowest)
  if (value !== locate(test, packet, highest)) return unknown
  return value !== null && test.values.some(({ min, max }) => min <= value && value <= max)
}

/** u32_mt, net/netfilter/xt_u32.c */
export const u32: CompileMatch<'u32'> = ({ tests, invert }) => {
  const isKnown = tests.every(({ location }) => location.every(({ operation }) => operations.has(operation)))
  if (!isKnown) return unknownMatch('what an operation of u32 gives')
  return ({ packet }): Matched => {
    let passed: Matched = true
    for (const test of tests) {
      const one = passes(test, packet)
      if (one === false) return invert
      if (typeof one === 'object') passed = one
    }
    return typeof passed === 'object' ? passed : !invert
  }
}
