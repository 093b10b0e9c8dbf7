import { named, u8, u16, u32 } from '../../../wire/scalars.ts'
import { list, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { array } from '../array.ts'
import { atMost } from '../at-most.ts'
import { chosen } from '../chosen.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_bpf.h'
const most = 64

const instruction = struct(
  { name: 'sock_filter', header: 'linux/filter.h', size: 8 },
  { code: [0, u16, 'code'], jt: [2, u8, 'jt'], jf: [3, u8, 'jf'], k: [4, u32, 'k'] },
)
const program = array(instruction, most)

const raw0 = struct(
  { name: 'xt_bpf_info', header, size: 516 },
  { count: [0, atMost(u16, most), 'bpf_program_num_elem'], program: [4, program, 'bpf_program'] },
)

const raw1 = struct(
  { name: 'xt_bpf_info_v1', header, size: 520 },
  {
    /** `elf` was never given out by a kernel. */
    mode: [0, named(u16, { 0: 'bytecode', 1: 'pinned', 2: 'elf' }), 'mode'],
    count: [2, atMost(u16, most), 'bpf_program_num_elem'],
    program: [8, program, 'bpf_program'],
    path: [8, chars(8 * most), 'path'],
  },
)

const shape = record({
  /** `bytecode` (classic BPF) or `pinned`. */
  mode: text,
  program: list(instruction),
  /** Of the pinned program, in a file system of type bpf. */
  path: nullable(text),
})

const revision0 = chosen(raw0, shape, (fields, view, at) => ({
  mode: 'bytecode',
  program: fields.program(view, at, fields.count(view, at)),
  path: null,
}))

const revision1 = chosen(raw1, shape, (fields, view, at) => {
  const mode = fields.mode(view, at)
  return mode === 'bytecode'
    ? { mode, program: fields.program(view, at, fields.count(view, at)), path: null }
    : { mode, program: [], path: fields.path(view, at) }
})

/** `-m bpf`: what a BPF program says. */
export const bpf = extension({
  name: 'bpf',
  revisions: { 0: revision0, 1: revision1 },
  save: ({ mode, program, path }) => {
    if (mode === 'pinned' && path !== null) return ['--object-pinned', path]
    if (mode !== 'bytecode') return []
    const code = program.map(({ code, jt, jf, k }) => `${code} ${jt} ${jf} ${k}`)
    return ['--bytecode', `"${program.length},${code.join(',')}"`]
  },
})
