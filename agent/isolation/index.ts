import type { Check } from './check.ts'
import { limitChecks } from './limits/index.ts'
import { mountChecks } from './mounts/index.ts'
import { namespaceChecks } from './namespaces/index.ts'
import { networkChecks } from './network/index.ts'
import { processChecks } from './processes/index.ts'

/** Every check, in the order in which findings that are as bad are told. */
export const checks = {
  ...processChecks,
  ...mountChecks,
  ...namespaceChecks,
  ...networkChecks,
  ...limitChecks,
} as const satisfies { readonly [name: string]: Check }

/** Their ids: `cap-privileged`. */
export const checkIds: readonly string[] = Object.values<Check>(checks).map(({ id }) => id)
