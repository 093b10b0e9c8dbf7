import { existsSync } from 'node:fs'
import { readText } from '../procfs/read.ts'
import type { SocketRecord } from './record.ts'

/** `TCP: inuse 2 orphan 0 tw 0 alloc 4 mem 1`, `UDP6: inuse 0` (net/ipv4/proc.c, net/ipv6/proc.c). */
const protocolsIn = (text: string): ReadonlyMap<string, boolean> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, name, inUse] = /^(\w+): inuse (\d+)/.exec(line) ?? []
      return name === undefined ? [] : [[name, Number(inUse) > 0] as const]
    }),
  )

/**
 * Which kinds of sockets a namespace has at all: two short files save ten questions in most containers. What they do not
 * count may be there; SCTP has files of its own where the kernel has it.
 * @param files `/proc/PID/net`
 */
export const readSocketsInUse = (
  files: string,
): ((protocol: SocketRecord['protocol'], family: SocketRecord['family']) => boolean) => {
  const [ipv4 = null, ipv6 = null] = ['sockstat', 'sockstat6'].map((name) => {
    const text = readText(`${files}/${name}`)
    return text.code === undefined ? protocolsIn(text.value) : null
  })
  const hasSctp = existsSync(`${files}/sctp`)
  return (protocol, family) => {
    if (protocol === 'sctp') return hasSctp
    const name = protocol.toUpperCase()
    return (family === 'ipv4' ? ipv4?.get(name) : ipv6?.get(`${name}6`)) ?? true
  }
}
