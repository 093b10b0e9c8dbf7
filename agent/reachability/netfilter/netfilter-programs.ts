import type { AttachedProgram } from '../../../collectors/programs/record.ts'
import type { Scene } from '../scene/scene.ts'
import type { HookFamily, HookName } from './context.ts'
import { decideAmong } from './decide.ts'
import { drop } from './drop.ts'
import type { Planned, Runner } from './order.ts'

/** NFPROTO_IPV4, NFPROTO_IPV6 (linux/netfilter.h): no other family takes programs. */
const families: { readonly [number: number]: HookFamily } = { 2: 'ip', 10: 'ip6' }
/** enum nf_inet_hooks */
const hooks: readonly HookName[] = ['prerouting', 'input', 'forward', 'output', 'postrouting']

const answers = ['the packet passes', 'the packet is dropped']

const runnerOf = ({ id, name = '' }: AttachedProgram): Runner => {
  const title = `BPF program ${id ?? '?'}${name === '' ? '' : ` (${name})`}`
  return (context) => {
    const on = () => `whether ${title} is in this namespace, and what it says`
    if (decideAmong(context, on, answers) === 0) return 'accept'
    return drop(context, 'program', () => `${title} drops it`)
  }
}

/** Programs of BPF_PROG_TYPE_NETFILTER. The kernel does not tell in which namespace they are: each may be in any. */
export const programsAt = ({ snapshot }: Scene, family: HookFamily, hook: HookName): readonly Planned[] =>
  snapshot.programs.flatMap((program): Planned[] => {
    const at = program.netfilter
    if (at === undefined || families[at.family] !== family || hooks[at.hook] !== hook) return []
    return [{ priority: at.priority, origin: { kind: 'kernel' }, run: runnerOf(program) }]
  })
