import type { Check } from '../check.ts'
import { unlimited } from '../reading/unlimited.ts'

export const pidsUnlimited: Check = unlimited({
  id: 'pids-unlimited',
  title: 'A container may start as many processes as the host can hold',
  gain: 'A fork bomb takes all process ids: nothing can be started on the host any more.',
  reference: '5.28',
  controller: 'pids',
  file: 'pids.max',
  severity: 'medium',
  reason: 'one container can stop all others',
  update: ['--pids-limit', '200'],
  run: '--pids-limit 200',
})
