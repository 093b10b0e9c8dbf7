import { libc } from '../../collectors/linux/libc.ts'

/** enum bpf_cmd, linux/bpf.h */
const BPF_PROG_LOAD = 5
const BPF_PROG_ATTACH = 8
const BPF_LINK_CREATE = 28

/** enum bpf_prog_type, and what a program of the type may return so that nothing changes. */
export const kinds = {
  sched_cls: { type: 3, returns: -1 },
  xdp: { type: 6, returns: 2 },
  cgroup_skb: { type: 8, returns: 1 },
  cgroup_sock: { type: 9, returns: 1 },
  cgroup_sock_addr: { type: 18, returns: 1 },
  flow_dissector: { type: 22, returns: 0 },
  sk_lookup: { type: 30, returns: 1 },
  netfilter: { type: 32, returns: 1 },
} as const

const call = (command: number, write: (attributes: Buffer) => void): number => {
  const attributes = Buffer.alloc(120)
  write(attributes)
  const c = libc()
  const result = c.bpf(command, attributes, attributes.length)
  if (result < 0) throw new Error(`bpf(${command}): errno ${c.errno()}`)
  return result
}

export interface LoadedProgram extends Disposable {
  readonly fd: number
}

const owned = (fd: number): LoadedProgram => ({ fd, [Symbol.dispose]: () => void libc().close(fd) })

/** Loads a program of two instructions: `r0 = N; exit`. It is gone when it is closed and nowhere attached. */
export const load = (kind: keyof typeof kinds, name: string, attachType = 0): LoadedProgram => {
  const { type, returns } = kinds[kind]
  const code = libc().pinned(16)
  const instructions = Buffer.from(code.bytes.buffer)
  instructions.set([0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95])
  instructions.writeInt32LE(returns, 4)
  const license = libc().pinned(4)
  license.bytes.set(Buffer.from('GPL\0'))
  return owned(
    call(BPF_PROG_LOAD, (attributes) => {
      attributes.writeUInt32LE(type)
      attributes.writeUInt32LE(2, 4)
      attributes.writeBigUInt64LE(code.address, 8)
      attributes.writeBigUInt64LE(license.address, 16)
      attributes.write(name, 48, 'latin1')
      attributes.writeUInt32LE(attachType, 68)
    }),
  )
}

/** Attaches to an ifindex of the namespace of the thread, a cgroup's directory or a namespace, for as long as the link is open. */
export const link = (
  program: LoadedProgram,
  target: number,
  attachType: number,
  more: readonly number[] = [0],
): LoadedProgram =>
  owned(
    call(BPF_LINK_CREATE, (attributes) => {
      for (const [at, word] of [program.fd, target, attachType, ...more].entries())
        attributes.writeInt32LE(word, 4 * at)
    }),
  )

/** Attaches to a cgroup's directory, for as long as that is there. BPF_F_ALLOW_MULTI 2 */
export const attach = (program: LoadedProgram, directory: number, attachType: number, flags = 2): void => {
  call(BPF_PROG_ATTACH, (attributes) => {
    for (const [at, word] of [directory, program.fd, attachType, flags].entries())
      attributes.writeUInt32LE(word, 4 * at)
  })
}
