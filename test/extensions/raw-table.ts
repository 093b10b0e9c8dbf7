import type { ListName } from './capture.ts'

/** linux/netfilter_ipv4/ip_tables.h, netfilter_ipv6/ip6_tables.h, netfilter/x_tables.h */
const layouts = {
  ipv4: { entry: 112, protocol: 80, flags: null, targetOffset: 88, nextOffset: 90 },
  ipv6: { entry: 168, protocol: 128, flags: 131, targetOffset: 140, nextOffset: 142 },
} as const
const extensionHeader = 32
const replaceHeader = 96
/** Verdict ACCEPT of a standard target: -NF_ACCEPT - 1. */
const accept = -2

/** Hooks (enum nf_inet_hooks) that a table has, in order. */
const hooksOf = { filter: [1, 2, 3], mangle: [0, 1, 2, 3, 4], nat: [0, 1, 3, 4], raw: [0, 3] } as const

/** Where a rule stands: a table and one of its hooks. */
export interface Place {
  readonly table: keyof typeof hooksOf
  readonly hook: number
}

/** A struct that becomes a rule of its own. */
export interface RawRule {
  readonly list: ListName
  readonly name: string
  readonly revision: number
  readonly bytes: Uint8Array
  /** IPPROTO_* that the rule is for; 0: any. */
  readonly protocol: number
}

const extensionBytes = (name: string, revision: number, data: Uint8Array): Buffer => {
  const bytes = Buffer.alloc(extensionHeader + ((data.length + 7) & ~7))
  bytes.writeUInt16LE(bytes.length, 0)
  bytes.write(name, 2)
  bytes.writeUInt8(revision, 31)
  bytes.set(data, extensionHeader)
  return bytes
}

const standard = (verdict: number): Buffer => {
  const data = Buffer.alloc(4)
  data.writeInt32LE(verdict)
  return extensionBytes('', 0, data)
}

const entryBytes = (family: keyof typeof layouts, protocol: number, match: Buffer | null, target: Buffer): Buffer => {
  const layout = layouts[family]
  const head = Buffer.alloc(layout.entry)
  const targetAt = layout.entry + (match?.length ?? 0)
  head.writeUInt16LE(protocol, layout.protocol)
  if (layout.flags !== null && protocol !== 0) head.writeUInt8(1, layout.flags)
  head.writeUInt16LE(targetAt, layout.targetOffset)
  head.writeUInt16LE(targetAt + target.length, layout.nextOffset)
  return Buffer.concat([head, ...(match ? [match] : []), target])
}

const ruleBytes = (family: keyof typeof layouts, { list, name, revision, bytes, protocol }: RawRule): Buffer => {
  const own = extensionBytes(name, revision, bytes)
  return list === 'matches'
    ? entryBytes(family, protocol, own, standard(accept))
    : entryBytes(family, protocol, null, own)
}

/**
 * struct ipt_replace (ip6t_replace) of a table with one rule. Every chain accepts in the end.
 * @param rulesBefore how many rules the table has now, beside its policies
 */
export const replaceBytes = (
  family: keyof typeof layouts,
  { table, hook }: Place,
  rule: RawRule,
  rulesBefore: number,
): Buffer => {
  const hooks: readonly number[] = hooksOf[table]
  const policy = entryBytes(family, 0, null, standard(accept))
  const error = entryBytes(family, 0, null, extensionBytes('ERROR', 0, Buffer.from('ERROR'.padEnd(30, '\0'))))
  const head = Buffer.alloc(replaceHeader)
  const entries: Buffer[] = []
  let at = 0
  const add = (entry: Buffer): void => {
    entries.push(entry)
    at += entry.length
  }
  for (const one of hooks) {
    head.writeUInt32LE(at, 44 + 4 * one)
    if (one === hook) add(ruleBytes(family, rule))
    head.writeUInt32LE(at, 64 + 4 * one)
    add(policy)
  }
  add(error)
  head.write(table)
  head.writeUInt32LE(
    hooks.reduce((mask, one) => mask | (1 << one), 0),
    32,
  )
  head.writeUInt32LE(entries.length, 36)
  head.writeUInt32LE(at, 40)
  head.writeUInt32LE(hooks.length + 1 + rulesBefore, 84)
  return Buffer.concat([head, ...entries])
}
