import type { Collector, Look } from './collector.ts'
import { sysctlFolders, sysctlPath } from './sysctls/folders.ts'
import { type Sysctls, sysctlsShape } from './sysctls/record.ts'

const folders = sysctlFolders.map(({ where, folder, names, ranges = [] }) => ({
  where,
  path: sysctlPath(folder),
  paths: [...names, ...ranges].map(sysctlPath),
  fullNames: [...names, ...ranges].map((name) => `${folder}.${name}`),
  /** How many of the names, which come first, are of one number. */
  single: names.length,
}))
type Folder = (typeof folders)[number]

export const sysctls: Collector<Sysctls> = {
  shape: sysctlsShape,
  from: 'inside',
  collect: (look) => {
    const known = look.closely() ? undefined : look.memory.sysctls.settled(look.netns)
    if (known !== undefined) return [known]
    const found: Found = { values: {}, ranges: {} }
    for (const folder of folders) if (applies(folder, look)) readInto(found, folder, look)
    const settings = { netns: look.netns, ...found }
    look.memory.sysctls.note(look.netns, settings)
    return [settings]
  },
}

interface Found {
  readonly values: { [name: string]: number }
  readonly ranges: { [name: string]: { readonly first: number; readonly last: number } }
}

const applies = ({ where }: Folder, look: Look): boolean =>
  where === 'everywhere' || (where === 'with-bridges' ? look.hasBridge() : look.isHome)

const readInto = ({ values, ranges }: Found, { path, paths, fullNames, single }: Folder, look: Look): void => {
  const texts = look.readSysctls(path, paths) ?? []
  for (const [i, name] of fullNames.entries()) {
    const content = texts[i] ?? null
    if (content === null) continue
    const [value = Number.NaN, last = Number.NaN] = content.trim().split(/\s+/).map(Number)
    if (Number.isNaN(i < single ? value : last))
      look.report('malformed', `${name} is not ${i < single ? 'a number' : 'two numbers'}`)
    else if (i < single) values[name] = value
    else ranges[name] = { first: value, last }
  }
}
