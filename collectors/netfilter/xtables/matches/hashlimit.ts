import { extension } from '../extension.ts'
import { rateOf } from '../rate.ts'
import { byteBurst, byteRate } from './hashlimit-bytes.ts'
import { type HashLimit, revision1, revision2, revision3 } from './hashlimit-structs.ts'

interface Rate {
  readonly words: readonly string[]
  /** How long iptables lets an entry live when nothing else is asked for, in milliseconds. */
  readonly expire: number
}

const rateText = ({ mode, average, burst, scale }: HashLimit): Rate => {
  if (mode.bytes) {
    const hasBurst = BigInt(burst) !== 0n
    const burstWords = hasBurst ? ['--hashlimit-burst', byteBurst(average, burst)] : []
    return { words: [byteRate(average), ...burstWords], expire: hasBurst ? 60_000 : 15_000 }
  }
  const { text, milliseconds } = rateOf(average, scale)
  return { words: [text, '--hashlimit-burst', `${burst}`], expire: milliseconds }
}

const modeText = ({ source, sourcePort, destination, destinationPort }: HashLimit['mode']): string =>
  [
    ...(source ? ['srcip'] : []),
    ...(sourcePort ? ['srcport'] : []),
    ...(destination ? ['dstip'] : []),
    ...(destinationPort ? ['dstport'] : []),
  ].join(',')

/** Options whose value is not the usual one. */
const unless = (usual: number, name: string, value: number): readonly string[] =>
  value === usual ? [] : [`--hashlimit-${name}`, `${value}`]

/** `-m hashlimit`: a limit for each address or port, or pair of them. */
export const hashlimit = extension({
  name: 'hashlimit',
  revisions: { 1: revision1, 2: revision2, 3: revision3 },
  save: (value, { family }) => {
    const { mode, interval } = value
    const rate = rateText(value)
    const by = modeText(mode)
    const whole = family === 'ipv6' ? 128 : 32
    return [
      mode.invert ? '--hashlimit-above' : '--hashlimit-upto',
      ...rate.words,
      ...(by === '' ? [] : ['--hashlimit-mode', by]),
      '--hashlimit-name',
      value.name,
      ...unless(0, 'htable-size', value.size),
      ...unless(0, 'htable-max', value.maxEntries),
      ...unless(1000, 'htable-gcinterval', value.gcInterval),
      ...unless(rate.expire, 'htable-expire', value.expire),
      ...unless(whole, 'srcmask', value.sourcePrefix),
      ...unless(whole, 'dstmask', value.destinationPrefix),
      ...(interval !== null && mode.rateMatch
        ? ['--hashlimit-rate-match', ...unless(1, 'rate-interval', interval)]
        : []),
    ]
  },
})
