import type { Check } from '../check.ts'
import { unlimited } from '../reading/unlimited.ts'

export const memUnlimited: Check = unlimited({
  id: 'mem-unlimited',
  title: 'A container may use all memory of the host',
  gain: 'Uses up the memory, until programs of the host and of others are killed.',
  reference: '5.10',
  controller: 'memory',
  file: 'memory.max (memory.limit_in_bytes)',
  severity: 'medium',
  reason: 'one container can stop all others',
  update: ['--memory', '512m', '--memory-swap', '512m'],
  run: '--memory 512m',
})
