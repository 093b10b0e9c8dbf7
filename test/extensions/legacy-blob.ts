import { KernelError } from '../../collectors/linux/errno.ts'
import { libc } from '../../collectors/linux/libc.ts'
import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import type { ListName } from './capture.ts'

/** A struct of a match or a target as the kernel gave it back, and what it was called. */
export interface RawExtension {
  readonly list: ListName
  readonly name: string
  readonly revision: number
  readonly bytes: Uint8Array
}

/** The matches and the target of one rule, in their order. */
export type RawRule = readonly RawExtension[]

/** linux/netfilter_ipv4/ip_tables.h, netfilter_ipv6/ip6_tables.h, netfilter/x_tables.h */
const layouts = {
  ipv4: { domain: 2, level: 0, entry: 112, targetOffset: 88, nextOffset: 90 },
  ipv6: { domain: 10, level: 41, entry: 168, targetOffset: 140, nextOffset: 142 },
} as const
const SOCK_DGRAM = 2
const GET_INFO = 64
const GET_ENTRIES = 65

/** What iptables-legacy put into a table of a namespace, read back with getsockopt. Verdicts and heads of chains are left out. */
export const legacyRules = (path: string, family: 'ipv4' | 'ipv6', table: string): readonly RawRule[] => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using namespace = openNamespace(path)
  const blob = visit(namespace, home, () => entriesOf(family, table))
  const rules: RawRule[] = []
  const { targetOffset, nextOffset, entry } = layouts[family]
  for (let at = 0; at < blob.length; at += blob.readUInt16LE(at + nextOffset)) {
    const rule: RawExtension[] = []
    const target = at + blob.readUInt16LE(at + targetOffset)
    for (let match = at + entry; match < target; match += blob.readUInt16LE(match))
      rule.push(extensionAt(blob, match, 'matches'))
    const last = extensionAt(blob, target, 'targets')
    if (last.name === 'ERROR') continue
    if (last.name !== '') rule.push(last)
    rules.push(rule)
  }
  return rules
}

const extensionAt = (blob: Buffer, at: number, list: ListName): RawExtension => {
  const name = blob.toString('latin1', at + 2, at + 31).replace(/\0.*/s, '')
  const bytes = Uint8Array.from(blob.subarray(at + 32, at + blob.readUInt16LE(at)))
  return { list, name, revision: blob.readUInt8(at + 31), bytes }
}

const entriesOf = (family: 'ipv4' | 'ipv6', table: string): Buffer => {
  const c = libc()
  const { domain, level } = layouts[family]
  const fd = c.socket(domain, SOCK_DGRAM, 0)
  if (fd < 0) throw new KernelError({ operation: 'socket', errno: c.errno() })
  const ask = (option: number, value: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(value.length)
    value.write(`${table}\0`)
    if (c.getsockopt(fd, level, option, value, length) < 0)
      throw new KernelError({ operation: `getsockopt ${option} of ${family} ${table}`, errno: c.errno() })
  }
  try {
    const info = Buffer.alloc(84)
    ask(GET_INFO, info)
    const size = info.readUInt32LE(80)
    const entries = Buffer.alloc(40 + size)
    entries.writeUInt32LE(size, 32)
    ask(GET_ENTRIES, entries)
    return entries.subarray(40)
  } finally {
    c.close(fd)
  }
}
