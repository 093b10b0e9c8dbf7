import type { Check } from '../check.ts'
import { unlimited } from '../reading/unlimited.ts'

export const cpuUnlimited: Check = unlimited({
  id: 'cpu-unlimited',
  title: 'A container may use all processors of the host',
  gain: 'Slows others down, and mines.',
  reference: '5.11',
  controller: 'cpu',
  file: 'cpu.max (cpu.cfs_quota_us)',
  severity: 'low',
  reason: 'others still get their share by weight',
  update: ['--cpus', '1'],
  run: '--cpus 1',
})
