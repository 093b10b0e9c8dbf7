import type { Collector, Look } from './collector.ts'
import { sysctlFolders, sysctlPath } from './sysctls/folders.ts'
import { type Sysctls, sysctlsShape } from './sysctls/record.ts'

const folders = sysctlFolders.map(({ where, folder, names }) => ({
  where,
  path: sysctlPath(folder),
  paths: names.map(sysctlPath),
  fullNames: names.map((name) => `${folder}.${name}`),
}))
type Folder = (typeof folders)[number]

export const sysctls: Collector<Sysctls> = {
  shape: sysctlsShape,
  from: 'inside',
  collect: (look) => {
    const known = look.closely() ? undefined : look.memory.sysctls.settled(look.netns)
    if (known !== undefined) return [known]
    const values: { [name: string]: number } = {}
    for (const folder of folders) if (applies(folder, look)) readInto(values, folder, look)
    const settings = { netns: look.netns, values }
    look.memory.sysctls.note(look.netns, settings)
    return [settings]
  },
}

const applies = ({ where }: Folder, look: Look): boolean =>
  where === 'everywhere' || (where === 'with-bridges' ? look.hasBridge() : look.isHome)

const readInto = (values: { [name: string]: number }, { path, paths, fullNames }: Folder, look: Look): void => {
  const texts = look.readSysctls(path, paths) ?? []
  for (const [i, name] of fullNames.entries()) {
    const content = texts[i] ?? null
    if (content === null) continue
    const value = Number.parseInt(content, 10)
    if (Number.isNaN(value)) look.report('malformed', `${name} is not a number`)
    else values[name] = value
  }
}
