import type { Check } from '../check.ts'
import { unlimited } from '../reading/unlimited.ts'

export const ioUnlimited: Check = unlimited({
  id: 'io-unlimited',
  title: 'A container may use the disks of the host without limit',
  gain: 'Slows down everything that waits for the same disks.',
  reference: null,
  controller: 'io',
  file: 'io.max (blkio.throttle.*)',
  severity: 'info',
  reason: "it is Docker's default, and others still get their turn",
  update: null,
  run: '--device-write-bps DEVICE:10mb --device-read-bps DEVICE:10mb',
})
