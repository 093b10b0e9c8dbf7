import type { Cause } from '../cause.ts'
import { blameRule } from './blame-rule.ts'
import { ofRule } from './stopped-by-rule.ts'

/** Any rule, or policy, of IP that stops a packet at a hook. */
export const atHook = (hook: string, how: 'drops' | 'rejects'): Cause['explain'] =>
  ofRule((stopped, finding) => {
    const isIp = stopped.family === 'ip' || stopped.family === 'ip6'
    if (!isIp || stopped.hook !== hook || stopped.isRejected !== (how === 'rejects')) return null
    return blameRule(finding, stopped)
  })
