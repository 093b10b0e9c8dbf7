import { KernelError } from './errno.ts'
import { libc, type Pinned } from './libc.ts'

/** enum bpf_cmd, linux/bpf.h */
const BPF_PROG_GET_NEXT_ID = 11
const BPF_PROG_GET_FD_BY_ID = 13
const BPF_OBJ_GET_INFO_BY_FD = 15
const BPF_PROG_QUERY = 16
const BPF_LINK_GET_FD_BY_ID = 30
const BPF_LINK_GET_NEXT_ID = 31

const commands = {
  program: { next: BPF_PROG_GET_NEXT_ID, open: BPF_PROG_GET_FD_BY_ID },
  link: { next: BPF_LINK_GET_NEXT_ID, open: BPF_LINK_GET_FD_BY_ID },
} as const

/** What the kernel numbers: programs, and links, which attach programs to something (5.8). */
export type BpfObject = keyof typeof commands

const ENOENT = 2
const EPERM = 1

/** union bpf_attr: more than these commands use. What a kernel does not know has to be zero. */
const attributes = Buffer.alloc(64)
/** struct bpf_prog_info is the longest, 232 bytes in 6.18. */
const infoLength = 256
/** A cgroup has at most 64 programs of a kind, an interface too (BPF_CGROUP_MAX_PROGS, BPF_MPROG_MAX). */
const mostIds = 256

let memory: { readonly info: Pinned; readonly ids: Pinned } | undefined
const pinned = (): NonNullable<typeof memory> => {
  memory ??= { info: libc().pinned(infoLength), ids: libc().pinned(4 * mostIds) }
  return memory
}

/** Answers what the system call does, or the negative errno. */
const call = (command: number): number => {
  const c = libc()
  const result = c.bpf(command, attributes, attributes.length)
  return result < 0 ? -c.errno() : result
}

const failed = (operation: string, result: number): KernelError => {
  const errno = -result
  const detail = errno === EPERM ? 'reading BPF programs needs CAP_SYS_ADMIN, or CAP_BPF and CAP_NET_ADMIN' : undefined
  return new KernelError({ operation: `bpf(${operation})`, errno, detail })
}

/**
 * The next higher id in use; null after the last.
 * @param after 0 to begin with
 * @throws KernelError (needs CAP_SYS_ADMIN)
 */
export const nextBpfId = (object: BpfObject, after: number): number | null => {
  attributes.fill(0).writeUInt32LE(after)
  const result = call(commands[object].next)
  if (result === -ENOENT) return null
  if (result < 0) throw failed('GET_NEXT_ID', result)
  return attributes.readUInt32LE(4)
}

/**
 * struct bpf_prog_info or bpf_link_info; the view is over the same bytes each time. Null when it has gone.
 * The object is held open only meanwhile: a descriptor would keep a program attached.
 * @throws KernelError (needs CAP_SYS_ADMIN)
 */
export const bpfInfo = (object: BpfObject, id: number): DataView | null => {
  const { info } = pinned()
  attributes.fill(0).writeUInt32LE(id)
  const fd = call(commands[object].open)
  if (fd === -ENOENT) return null
  if (fd < 0) throw failed('GET_FD_BY_ID', fd)
  info.bytes.fill(0)
  attributes.fill(0).writeUInt32LE(fd)
  attributes.writeUInt32LE(infoLength, 4)
  attributes.writeBigUInt64LE(info.address, 8)
  const result = call(BPF_OBJ_GET_INFO_BY_FD)
  libc().close(fd)
  if (result < 0) throw failed('OBJ_GET_INFO_BY_FD', result)
  return new DataView(info.bytes.buffer, info.bytes.byteOffset, attributes.readUInt32LE(4))
}

/**
 * Ids of the programs that are attached somewhere, in the order in which they run.
 * @param target descriptor of a cgroup's directory or of a network namespace; ifindex in the namespace of the thread
 * @param attachType enum bpf_attach_type
 * @throws KernelError: EINVAL where the kernel has no such type, or nothing of it on this target
 */
export const queryPrograms = (target: number, attachType: number): readonly number[] => {
  const { ids } = pinned()
  attributes.fill(0).writeUInt32LE(target)
  attributes.writeUInt32LE(attachType, 4)
  attributes.writeBigUInt64LE(ids.address, 16)
  attributes.writeUInt32LE(mostIds, 24)
  const result = call(BPF_PROG_QUERY)
  if (result < 0) throw failed('PROG_QUERY', result)
  const view = new DataView(ids.bytes.buffer, ids.bytes.byteOffset)
  return Array.from({ length: attributes.readUInt32LE(24) }, (_, at) => view.getUint32(4 * at, true))
}
