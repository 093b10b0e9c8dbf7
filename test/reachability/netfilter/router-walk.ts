import { expect } from 'vitest'
import type { HookFamily, HookName } from '../../../agent/reachability/netfilter/context.ts'
import { runHook } from '../../../agent/reachability/netfilter/run-hook.ts'
import { destinationOf, ttlOf } from '../../../agent/reachability/packet/fields.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { setTtl } from '../../../agent/reachability/packet/rewrite.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import type { Device } from '../../../agent/reachability/scene/device.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import { madeSpace } from './made-space.ts'

/** The router of router.ts with these rules. */
export const routerWith = (rules: Partial<Pick<Space, 'nftables' | 'xtables'>>): Space =>
  Object.assign(madeSpace({ addresses: { wa: ['10.1.0.1/16'], wb: ['10.2.0.1/16'] } }), rules)

const isOwn = (address: string): boolean => ['10.1.0.1', '10.2.0.1', 'fd00:1::1', 'fd00:2::1'].includes(address)

/** The way of a packet through the router, from a wire on. @returns whether it comes out at the other one */
export const walkRouter = (space: Space, packet: Packet, wire: 0 | 1): boolean => {
  const trial = newTrial({ snapshot: { programs: [] } } as unknown as Scene)
  const wires = [...space.devices.values()] as [Device, Device]
  const [input, output] = [wires[wire], wires[1 - wire] as Device]
  const family = destinationOf(packet).includes(':') ? 'ip6' : 'ip'
  const at = (of: HookFamily, hook: HookName, from: Device | null, to: Device | null): boolean => {
    const verdict = runHook({ trial, space, packet, family: of, hook, in: from, out: to })
    expect(trial.losses.length).toBe(verdict === 'drop' ? 1 : 0)
    return verdict === 'accept'
  }
  if (!at('netdev', 'ingress', input, null) || !at(family, 'prerouting', input, null)) return false
  if (isOwn(destinationOf(packet))) {
    at(family, 'input', input, null)
    return false
  }
  setTtl(packet, ttlOf(packet) - 1)
  // Behind it the kernel still knows where the packet came in (ip_output).
  return (
    at(family, 'forward', input, output) &&
    at(family, 'postrouting', input, output) &&
    at('netdev', 'egress', null, output)
  )
}

/** How often each rule (or policy, number 0) was met: `TABLE CHAIN NUMBER`. */
export type Counts = ReadonlyMap<string, number>

export const visited = (packet: Packet): Counts => {
  const counts = new Map<string, number>()
  for (let trail = packet.trail; trail !== null; trail = trail.earlier) {
    const { rule, looked } = trail.step
    if (rule === undefined || looked === true) continue
    const key = `${rule.table.name} ${rule.chain.name} ${rule.number}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** What one has more than the other. */
export const difference = (after: Counts, before: Counts): Counts => {
  const counts = new Map<string, number>()
  for (const [key, count] of after) {
    const more = count - (before.get(key) ?? 0)
    if (more !== 0) counts.set(key, more)
  }
  return counts
}
