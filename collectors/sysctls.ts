import type { Collector } from './collector.ts'
import { sysctlNames } from './sysctls/names.ts'
import { dictionary, integer, record, text } from './wire/shape.ts'

/** The settings of one namespace, by the names that `sysctl` uses. One that this kernel lacks is absent. */
export type Sysctls = { readonly netns: string; readonly values: { readonly [name: string]: number } }

export const sysctls: Collector<Sysctls> = {
  shape: record({ netns: text, values: dictionary(integer) }),
  from: 'inside',
  collect: (look) => {
    const values: { [name: string]: number } = {}
    for (const name of sysctlNames) {
      const content = look.sysctl(name)
      if (content === null) continue
      const value = Number.parseInt(content, 10)
      if (Number.isNaN(value)) look.report('malformed', `${name} is not a number`)
      else values[name] = value
    }
    return [{ netns: look.netns, values }]
  },
}
