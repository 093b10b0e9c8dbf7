import { parseCount } from '../wire/count.ts'
import type { MachineUsage } from './record.ts'

/** Procfs counts hundredths of a second on every architecture that runs Node (USER_HZ, asm-generic/param.h). */
const nanosecondsPerTick = 10_000_000

/**
 * The line of all processors in `/proc/stat` (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, steal, guest,
 * guest_nice. Null without it; kernels before 2.6.11 tell no steal time, which is 0 then.
 */
export const cpuTimes = (stat: string): NonNullable<MachineUsage['cpu']> | null => {
  const ticks = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ') ?? []
  const [user, nice, system, idle, iowait, irq, softirq, steal] = ticks.map((tick) =>
    parseCount(tick, nanosecondsPerTick),
  )
  if (user == null || nice == null || system == null || idle == null) return null
  return {
    userNanoseconds: user,
    niceNanoseconds: nice,
    systemNanoseconds: system,
    idleNanoseconds: idle,
    iowaitNanoseconds: iowait ?? 0,
    irqNanoseconds: irq ?? 0,
    softirqNanoseconds: softirq ?? 0,
    stealNanoseconds: steal ?? 0,
  }
}
