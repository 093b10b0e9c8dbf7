import type { Family } from '../../../collectors/netfilter/nftables/families.ts'

/** Absent: at every hook, in every family. */
interface Name {
  readonly priority: number
  readonly name: string
  readonly hooks?: readonly string[]
  readonly families?: readonly Family[]
}

const ipFamilies: readonly Family[] = ['inet', 'ip', 'ip6']

/** NF_IP_PRI_*, linux/netfilter_ipv4.h. */
const ordinary: readonly Name[] = [
  { priority: -300, name: 'raw', families: ipFamilies },
  { priority: -150, name: 'mangle', families: ipFamilies },
  { priority: -100, name: 'dstnat', hooks: ['prerouting'], families: ipFamilies },
  { priority: 0, name: 'filter', families: [...ipFamilies, 'arp', 'netdev'] },
  { priority: 50, name: 'security', families: ipFamilies },
  { priority: 100, name: 'srcnat', hooks: ['postrouting'], families: ipFamilies },
]

/** NF_BR_PRI_*, linux/netfilter_bridge.h. */
const bridge: readonly Name[] = [
  { priority: -300, name: 'dstnat', hooks: ['prerouting'] },
  { priority: -200, name: 'filter' },
  { priority: 100, name: 'out', hooks: ['output'] },
  { priority: 300, name: 'srcnat', hooks: ['postrouting'] },
]

/** A priority so near to one with a name is written as that name and how far from it. */
const reach = 10

/** `filter + 5`, or the number. */
export const priorityText = (family: Family, hook: string, priority: number): string => {
  const names = family === 'bridge' ? bridge : ordinary
  const near = names.find((name) => Math.abs(priority - name.priority) <= reach)
  const { hooks = [hook], families = [family] } = near ?? {}
  if (near === undefined || !hooks.includes(hook) || !families.includes(family)) return `${priority}`
  const distance = priority - near.priority
  return distance === 0 ? near.name : `${near.name} ${distance > 0 ? '+' : '-'} ${Math.abs(distance)}`
}
