import { dictionary, type Infer, integer, optional, record, text } from '../wire/shape.ts'

const rangeShape = record({ first: integer, last: integer })

export const sysctlsShape = record({
  netns: text,
  /** By the names that `sysctl` uses. One that this kernel lacks is absent. */
  values: dictionary(integer),
  /** Those that are two numbers, from the first to the last one; older snapshots have none. */
  ranges: optional(dictionary(rangeShape)),
})

/** The settings of one namespace. */
export type Sysctls = Infer<typeof sysctlsShape>
