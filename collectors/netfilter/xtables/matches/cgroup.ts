import { mapped } from '../../../wire/codec.ts'
import { bool8, u32 } from '../../../wire/scalars.ts'
import { flag, integer, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { quoted } from '../quoted.ts'

const header = 'linux/netfilter/xt_cgroup.h'

const revision0 = struct(
  { name: 'xt_cgroup_info_v0', header, size: 8 },
  { classId: [0, u32, 'id'], invert: [4, u32, 'invert'] },
)

const which = {
  hasPath: [0, bool8, 'has_path'],
  hasClassId: [1, bool8, 'has_classid'],
  invertPath: [2, bool8, 'invert_path'],
  invertClassId: [3, bool8, 'invert_classid'],
} as const

/** PATH_MAX bytes of path. */
const revision1 = struct(
  { name: 'xt_cgroup_info_v1', header, size: 4112 },
  { ...which, path: [4, chars(4096), 'path'], classId: [4100, u32, 'classid'] },
)

/** Since Linux 4.20: a short path, and a union of it and the class. */
const revision2 = struct(
  { name: 'xt_cgroup_info_v2', header, size: 528 },
  { ...which, path: [4, chars(512), 'path'], classId: [4, u32, 'classid'] },
)

const shape = record({
  /** A directory of the cgroup v2 tree, from its root; its descendants match too. */
  path: nullable(record({ path: text, invert: flag })),
  /** net_cls.classid of cgroup v1. */
  classId: nullable(record({ classId: integer, invert: flag })),
})

type Either = {
  readonly hasPath: boolean
  readonly hasClassId: boolean
  readonly invertPath: boolean
  readonly invertClassId: boolean
  readonly path: string
  readonly classId: number
}

const either = ({ hasPath, hasClassId, invertPath, invertClassId, path, classId }: Either) => ({
  path: hasPath ? { path, invert: invertPath } : null,
  classId: hasClassId ? { classId, invert: invertClassId } : null,
})

/** `-m cgroup`: the control group of the socket that a packet belongs to. */
export const cgroup = extension({
  name: 'cgroup',
  revisions: {
    0: mapped(revision0, shape, ({ classId, invert }) => ({ path: null, classId: { classId, invert: invert !== 0 } })),
    1: mapped(revision1, shape, either),
    2: mapped(revision2, shape, either),
  },
  save: ({ path, classId }) => [
    ...(path ? option(path.invert, '--path', quoted(path.path)) : []),
    ...(classId ? option(classId.invert, '--cgroup', `${classId.classId}`) : []),
  ],
})
