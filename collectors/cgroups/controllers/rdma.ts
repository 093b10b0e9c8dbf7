import { DecodeError } from '../../wire/error.ts'
import { type Content, fields, limitOf, linesOf } from '../content.ts'
import type { CgroupDraft, CgroupFile, Controller, Source } from './controller.ts'

type DeviceDraft = NonNullable<CgroupDraft['rdma']>[number]
type Field = Exclude<keyof DeviceDraft, 'device'>

const form = /^(\S+) hca_handle=(\d+|max) hca_object=(\d+|max)$/

/** Lines `mlx4_0 hca_handle=2 hca_object=max` (cgroup-v2.rst, "RDMA"; the same in version 1). */
const devices = (content: Content, handle: Field, object: Field): readonly DeviceDraft[] =>
  linesOf(content).map((line) => {
    const [, device, handles = '', objects = ''] = form.exec(line) ?? []
    if (device === undefined) throw new DecodeError('expected the resources of a device', 0)
    return { device, ...fields(handle, limitOf(handles)), ...fields(object, limitOf(objects)) }
  })

const file = (name: string, handle: Field, object: Field): CgroupFile => ({
  name,
  read: (content, cgroup) => {
    const found = devices(content, handle, object)
    cgroup.rdma ??= []
    for (const entry of found) {
      const known = cgroup.rdma.find(({ device }) => device === entry.device)
      if (known === undefined) cgroup.rdma.push(entry)
      else Object.assign(known, entry)
    }
  },
})

const source: Source = {
  controller: 'rdma',
  files: [file('rdma.current', 'handles', 'objects'), file('rdma.max', 'handleLimit', 'objectLimit')],
}

export const rdma: Controller = { part: 'rdma', version1: [source], version2: [source] }
