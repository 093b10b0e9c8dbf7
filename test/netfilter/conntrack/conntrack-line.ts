import type { ConntrackEntry } from '../../../collectors/netfilter/conntrack/record.ts'
import type { Tuple } from '../../../collectors/netfilter/conntrack/tuple.ts'

const names: { readonly [protocol: number]: string | undefined } = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
}

const gre = 47

const tupleWords = (tuple: Tuple): readonly (string | null)[] => {
  const { protocol, sourcePort, destinationPort, icmpId, icmpType, icmpCode, zone: _ } = tuple
  const keys = protocol === gre
  return [
    `src=${tuple.source}`,
    `dst=${tuple.destination}`,
    sourcePort === undefined ? null : keys ? `srckey=0x${sourcePort.toString(16)}` : `sport=${sourcePort}`,
    destinationPort === undefined
      ? null
      : keys
        ? `dstkey=0x${destinationPort.toString(16)}`
        : `dport=${destinationPort}`,
    icmpType === undefined ? null : `type=${icmpType}`,
    icmpCode === undefined ? null : `code=${icmpCode}`,
    icmpId === undefined ? null : `id=${icmpId}`,
  ]
}

/** An entry as `conntrack -L -o extended,id` prints it, without how long ago it began; words are separated by one blank. */
export const conntrackLine = (entry: ConntrackEntry): string => {
  const { original, reply, originalCounters, replyCounters, status } = entry
  const counted = (counters: ConntrackEntry['originalCounters']): string | null =>
    counters === null ? null : `packets=${counters.packets} bytes=${counters.bytes}`
  const both = entry.originalZone === entry.replyZone && original.zone === undefined
  const words = [
    entry.family === 'ipv4' ? 'ipv4 2' : 'ipv6 10',
    names[original.protocol] ?? 'unknown',
    `${original.protocol}`,
    entry.timeout === null ? null : `${entry.timeout}`,
    entry.state?.toUpperCase() ?? null,
    ...tupleWords(original),
    original.zone === undefined ? null : `zone-orig=${original.zone}`,
    counted(originalCounters),
    status.includes('seen_reply') ? null : '[UNREPLIED]',
    ...tupleWords(reply),
    reply.zone === undefined ? null : `zone-reply=${reply.zone}`,
    counted(replyCounters),
    status.includes('assured') ? '[ASSURED]' : null,
    `mark=${entry.mark}`,
    both && entry.originalZone !== 0 ? `zone=${entry.originalZone}` : null,
    entry.helper === undefined ? null : `helper=${entry.helper}`,
    `use=${entry.use}`,
    `id=${entry.id}`,
  ]
  return words.filter((word) => word !== null).join(' ')
}

/** What `conntrack -L -o extended,id` printed, in the same form. */
export const printedLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('ipv'))
    .map((line) =>
      line
        .trim()
        .replace(/ delta-time=\d+/, '')
        .replaceAll(/\s+/g, ' '),
    )
