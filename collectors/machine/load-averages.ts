import type { MachineUsage } from './record.ts'

/** `/proc/loadavg`: `0.20 0.18 0.12 1/80 11206` (proc_loadavg(5)); null for another form. */
export const loadAverages = (text: string): NonNullable<MachineUsage['load']> | null => {
  const [, one, five, fifteen] = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) /.exec(text) ?? []
  return fifteen === undefined ? null : { one: Number(one), five: Number(five), fifteen: Number(fifteen) }
}
