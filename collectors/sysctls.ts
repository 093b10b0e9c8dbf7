import type { Collector, Look } from './collector.ts'
import { type SysctlFolder, sysctlFolders, sysctlPath } from './sysctls/folders.ts'
import { dictionary, integer, record, text } from './wire/shape.ts'

/** The settings of one namespace, by the names that `sysctl` uses. One that this kernel lacks is absent. */
export type Sysctls = { readonly netns: string; readonly values: { readonly [name: string]: number } }

export const sysctls: Collector<Sysctls> = {
  shape: record({ netns: text, values: dictionary(integer) }),
  from: 'inside',
  collect: (look) => {
    const values: { [name: string]: number } = {}
    for (const folder of sysctlFolders) if (applies(folder, look)) readInto(values, folder, look)
    return [{ netns: look.netns, values }]
  },
}

const applies = ({ where }: SysctlFolder, look: Look): boolean =>
  where === 'everywhere' || (where === 'with-bridges' ? look.hasBridge() : look.isHome)

const readInto = (values: { [name: string]: number }, { folder, names }: SysctlFolder, look: Look): void => {
  const texts = look.readSysctls(sysctlPath(folder), names.map(sysctlPath)) ?? []
  for (const [i, content] of texts.entries()) {
    if (content === null) continue
    const name = `${folder}.${names[i]}`
    const value = Number.parseInt(content, 10)
    if (Number.isNaN(value)) look.report('malformed', `${name} is not a number`)
    else values[name] = value
  }
}
