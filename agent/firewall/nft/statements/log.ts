import { addWords, oneOrMany, type Reader, some } from '../rule-state.ts'
import { visible } from '../visible-text.ts'

/** NF_LOG_* in nft's order: `[as collectors name them, in JSON]`. */
const flagNames = [
  ['tcp-sequence', 'tcp sequence'],
  ['tcp-options', 'tcp options'],
  ['ip-options', 'ip options'],
  ['skuid', 'skuid'],
  ['ether', 'ether'],
] as const

const flagText = (flags: readonly string[]): string => {
  if (flags.length === flagNames.length) return ' flags all'
  const tcp = [
    ...(flags.includes('tcp-sequence') ? ['sequence'] : []),
    ...(flags.includes('tcp-options') ? ['options'] : []),
  ]
  const words = tcp.length > 0 ? [`tcp ${tcp.join(',')}`] : []
  for (const [flag, name] of flagNames.slice(2)) if (flags.includes(flag)) words.push(name)
  return words.map((word) => ` flags ${word}`).join('')
}

export const log: Reader<'log'> = (state, { group, prefix, snaplen, qthreshold, level, flags = [] }) => {
  const known = flagNames.filter(([flag]) => flags.includes(flag))
  const names = known.length === flagNames.length ? ['all'] : known.map(([, name]) => name)
  const told = level === 'warn' ? undefined : level
  const root = {
    ...some('prefix', prefix),
    ...some('group', group),
    ...some('snaplen', snaplen),
    ...some('queue-threshold', qthreshold),
    ...some('level', told),
    ...some('flags', oneOrMany(names)),
  }
  const text = [
    'log',
    ...(prefix === undefined ? [] : [`prefix "${visible(prefix)}"`]),
    ...(group === undefined ? [] : [`group ${group}`]),
    ...(snaplen === undefined ? [] : [`snaplen ${snaplen}`]),
    ...(qthreshold === undefined ? [] : [`queue-threshold ${qthreshold}`]),
    ...(told === undefined ? [] : [`level ${told}`]),
  ].join(' ')
  return addWords(
    state,
    () => ({ log: Object.keys(root).length === 0 ? null : root }),
    () => `${text}${flagText(known.map(([flag]) => flag))}`,
  )
}
