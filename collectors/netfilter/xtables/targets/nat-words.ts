import type { NatRange } from './nat-range.ts'

const addressesText = ({ minAddress, maxAddress, minPort }: NatRange): string => {
  if (minAddress === undefined) return ''
  const range = minAddress === maxAddress ? minAddress : `${minAddress}-${maxAddress}`
  return minPort !== undefined && minAddress.includes(':') ? `[${range}]` : range
}

const portsText = ({ minPort, maxPort, basePort }: NatRange): string => {
  if (minPort === undefined) return ''
  const last = maxPort === minPort ? '' : `-${maxPort}`
  return `:${minPort}${last}${basePort === undefined ? '' : `/${basePort}`}`
}

const words = (option: string, text: string, { random, fullyRandom, persistent }: NatRange): readonly string[] => [
  ...(text === '' ? [] : [option, text]),
  ...(random ? ['--random'] : []),
  ...(fullyRandom ? ['--random-fully'] : []),
  ...(persistent ? ['--persistent'] : []),
]

/** The options of DNAT and SNAT: `--to-source 192.0.2.1-192.0.2.9:80-90`, `--to-destination [2001:db8::1]:80`, or `:80` alone. */
export const natWords = (option: '--to-source' | '--to-destination', range: NatRange): readonly string[] =>
  words(option, addressesText(range) + portsText(range), range)

/** The options of MASQUERADE and REDIRECT, which choose the address themselves: `--to-ports 1024-2048 --random`. */
export const portWords = (range: NatRange): readonly string[] =>
  words('--to-ports', (addressesText(range) + portsText(range)).replace(/^:/, ''), range)
