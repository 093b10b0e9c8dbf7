import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Rule, rule } from './netlink/messages/rule.ts'

/** struct fib_rule_hdr: all zero asks for every rule of every family. */
const everyRule = Buffer.alloc(12)

/** The rules of policy routing, IPv4 and IPv6. */
export const rules: Collector<Dumped<Rule>> = {
  shape: dumpedShape(rule),
  from: 'inside',
  collect: (look) => dumped(look, rule, { header: everyRule }),
}
