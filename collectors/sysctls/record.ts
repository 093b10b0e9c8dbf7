import { dictionary, type Infer, integer, record, text } from '../wire/shape.ts'

export const sysctlsShape = record({
  netns: text,
  /** By the names that `sysctl` uses. One that this kernel lacks is absent. */
  values: dictionary(integer),
})

/** The settings of one namespace. */
export type Sysctls = Infer<typeof sysctlsShape>
