import type { Count } from '../wire/shape.ts'
import { decimalCount } from './decimal-count.ts'
import { readNetFile } from './net-file.ts'
import type { ProtocolCounters } from './record.ts'

/** What `sockstat` and `sockstat6` tell of a namespace (net/ipv4/proc.c, net/ipv6/proc.c). */
export type Sockets = Pick<ProtocolCounters, 'sockets' | 'tcpTimeWait' | 'tcpOrphans' | 'tcpMemoryPages'>

/** Not UDPLITE, which nobody uses, nor FRAG, whose number is that of packets being put together. */
const protocols = ['TCP', 'UDP', 'RAW', 'TCP6', 'UDP6', 'RAW6']

/** @returns null when the process is gone */
export const readSockets = (proc: string, pid: number): Sockets | null => {
  const sockstat = readNetFile(proc, pid, 'sockstat')
  return sockstat === null ? null : parseSockets(sockstat + (readNetFile(proc, pid, 'sockstat6') ?? ''))
}

/** Reads the texts of both files, one after the other. A line that is cut off is left out. */
export const parseSockets = (content: string): Sockets => {
  const text = content.slice(0, content.lastIndexOf('\n') + 1)
  const sockets = protocols.flatMap((protocol) => {
    const inUse = numberAfter(text, `\n${protocol}: inuse `)
    return inUse === null ? [] : [{ protocol, inUse }]
  })
  const line = lineOf(text, '\nTCP: ')
  const tcpTimeWait = numberAfter(line, ' tw ')
  const tcpOrphans = numberAfter(line, ' orphan ')
  const tcpMemoryPages = numberAfter(line, ' mem ')
  return {
    sockets,
    ...(tcpTimeWait === null ? {} : { tcpTimeWait }),
    ...(tcpOrphans === null ? {} : { tcpOrphans }),
    ...(tcpMemoryPages === null ? {} : { tcpMemoryPages }),
  }
}

const lineOf = (text: string, beginning: string): string => {
  const at = text.indexOf(beginning)
  return at < 0 ? '' : text.slice(at, text.indexOf('\n', at + 1) + 1)
}

const numberAfter = (text: string, words: string): Count | null => {
  const at = text.indexOf(words)
  return at < 0 ? null : decimalCount(text, at + words.length)
}
