import { type Content, counted, limited } from '../content.ts'
import { keyed } from '../keyed.ts'
import type { Cgroup } from '../record.ts'
import type { CgroupFile, Controller, Source } from './controller.ts'

const file = (name: string, parse: (content: Content) => NonNullable<Cgroup['pids']>): CgroupFile => ({
  name,
  read: (content, cgroup) => {
    cgroup.pids = Object.assign(cgroup.pids ?? {}, parse(content))
  },
})

/** The same in both versions (kernel/cgroup/pids.c). */
const source: Source = {
  controller: 'pids',
  files: [
    file('pids.current', counted('current')),
    file('pids.peak', counted('peak')),
    file('pids.max', limited('limit')),
    file('pids.events', keyed({ max: 'limitHits' })),
  ],
}

export const pids: Controller = { part: 'pids', version1: [source], version2: [source] }
