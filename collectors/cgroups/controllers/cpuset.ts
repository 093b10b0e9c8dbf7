import { DecodeError } from '../../wire/error.ts'
import { textOf } from '../content.ts'
import type { Controller, Source } from './controller.ts'

const listForm = /^(?:\d{1,7}(?:-\d{1,7})?(?:,(?!$)|$))*$/

/** How many numbers a list such as `0-3,8` has (cpuset(7), "List format"). */
export const countListed = (list: string): number => {
  if (!listForm.test(list)) throw new DecodeError('expected a list as 0-3,8', 0)
  let count = 0
  for (const range of list === '' ? [] : list.split(',')) {
    const [first = 0, last = first] = range.split('-').map(Number)
    count += Math.max(0, last - first + 1)
  }
  return count
}

const source = (cpusFile: string, memsFile: string): Source => ({
  controller: 'cpuset',
  files: [
    {
      name: cpusFile,
      read: (content, cgroup) => {
        const cpus = textOf(content)
        cgroup.cpuset = { cpus, mems: '', cpuCount: countListed(cpus) }
      },
    },
    {
      name: memsFile,
      read: (content, cgroup) => {
        const mems = textOf(content)
        countListed(mems)
        if (cgroup.cpuset !== undefined) cgroup.cpuset.mems = mems
      },
    },
  ],
})

/** Documentation/admin-guide/cgroup-v1/cpusets.rst; cgroup-v2.rst, "Cpuset". */
export const cpuset: Controller = {
  part: 'cpuset',
  version1: [source('cpuset.effective_cpus', 'cpuset.effective_mems')],
  version2: [source('cpuset.cpus.effective', 'cpuset.mems.effective')],
}
