import { readFileSync } from 'node:fs'
import type { Service } from './agent.ts'

/** What one process of the agent costs. */
export interface Cost {
  /** Of one processor, since the measurement began: 0.02 is a fiftieth. */
  readonly cpuShare: number
  /** Megabytes at each sample. */
  readonly residentMb: readonly number[]
}

export type Role = 'collector' | 'server'

/** Measures both processes of an agent, as long as they live. */
export interface Meter {
  readonly sample: () => void
  readonly costs: () => { readonly [R in Role]: Cost }
}

/** include/uapi: USER_HZ is 100 everywhere. */
const ticksASecond = 100

export const startMeter = (agent: Service): Meter => {
  const began = performance.now()
  const measured = (pid: number) => ({ pid, before: cpuTicks(pid), residentMb: [] as number[] })
  const of = { collector: measured(agent.collector()), server: measured(agent.server()) }
  const cost = ({ pid, before, residentMb }: ReturnType<typeof measured>): Cost => {
    const seconds = (performance.now() - began) / 1000
    return { cpuShare: (cpuTicks(pid) - before) / ticksASecond / seconds, residentMb }
  }
  return {
    sample: () => {
      for (const { pid, residentMb } of Object.values(of)) residentMb.push(statusField(pid, 'VmRSS') / 1000)
    },
    costs: () => ({ collector: cost(of.collector), server: cost(of.server) }),
  }
}

/** Fields 14 and 15 of `/proc/PID/stat`, counted from the end of the command's name. */
const cpuTicks = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** A number of `/proc/PID/status`. */
export const statusField = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
