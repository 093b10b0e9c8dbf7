import { DecodeError } from '../../wire/error.ts'
import { type Content, fields, limitOf, linesOf } from '../content.ts'
import type { CgroupDraft, CgroupFile, Controller, Source } from './controller.ts'

type ResourceDraft = NonNullable<CgroupDraft['misc']>[number]
type Field = Exclude<keyof ResourceDraft, 'resource'>

/** Lines `sev_es 12`, in `misc.events` `sev_es.max 3` (cgroup-v2.rst, "Misc"; 5.13; `misc.peak` 6.11). */
const resources = (content: Content, field: Field): readonly ResourceDraft[] =>
  linesOf(content).map((line) => {
    const [key = '', value = '', ...more] = line.split(' ')
    const resource = field === 'limitHits' ? key.replace(/\.max$/, '') : key
    if (resource === '' || more.length > 0) throw new DecodeError('expected a resource and a number', 0)
    return { resource, ...fields(field, limitOf(value)) }
  })

const file = (name: string, field: Field): CgroupFile => ({
  name,
  read: (content, cgroup) => {
    const found = resources(content, field)
    cgroup.misc ??= []
    for (const entry of found) {
      const known = cgroup.misc.find(({ resource }) => resource === entry.resource)
      if (known === undefined) cgroup.misc.push(entry)
      else Object.assign(known, entry)
    }
  },
})

const source: Source = {
  controller: 'misc',
  files: [
    file('misc.current', 'current'),
    file('misc.peak', 'peak'),
    file('misc.max', 'limit'),
    file('misc.events', 'limitHits'),
  ],
}

export const miscResources: Controller = { part: 'misc', version1: [source], version2: [source] }
