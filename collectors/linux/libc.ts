import koffi from 'koffi'

/**
 * The C library's functions that netloupe calls, and the only place that knows koffi.
 * `int` arguments are truncated silently by koffi, and nothing checks the length of a buffer: callers pass buffers that
 * are at least as long as the length they name.
 */
export interface Libc {
  readonly socket: (domain: number, type: number, protocol: number) => number
  readonly connect: (fd: number, address: Uint8Array, length: number) => number
  readonly bind: (fd: number, address: Uint8Array, length: number) => number
  readonly setsockopt: (fd: number, level: number, option: number, value: Uint8Array, length: number) => number
  readonly getsockopt: (fd: number, level: number, option: number, value: Uint8Array, length: Uint8Array) => number
  readonly send: (fd: number, bytes: Uint8Array, length: number, flags: number) => number
  readonly recv: (fd: number, bytes: Uint8Array, length: number, flags: number) => number
  /** @param header struct msghdr, with addresses of pinned memory */
  readonly recvmsg: (fd: number, header: Uint8Array, flags: number) => number
  readonly fcntl: (fd: number, command: number, value: number) => number
  readonly close: (fd: number) => number
  readonly open: (path: string, flags: number) => number
  readonly openat: (directory: number, path: string, flags: number) => number
  readonly read: (fd: number, bytes: Uint8Array, length: number) => number
  readonly pread: (fd: number, bytes: Uint8Array, length: number, offset: number) => number
  readonly setns: (fd: number, type: number) => number
  readonly unshare: (flags: number) => number
  readonly ioctlPointer: (fd: number, request: number, value: Uint8Array) => number
  readonly ioctlValue: (fd: number, request: number, value: number) => number
  readonly pidfdOpen: (pid: number) => number
  readonly pidfdGetfd: (pidfd: number, fd: number) => number
  readonly bpf: (command: number, attributes: Uint8Array, length: number) => number
  /** Memory that never moves and is never freed: for bytes whose address the kernel is told inside other bytes. */
  readonly pinned: (length: number) => Pinned
  /** errno of the call just made; any other call in between may overwrite it. */
  readonly errno: () => number
}

/** Bytes, and where they are. */
export interface Pinned {
  readonly bytes: Uint8Array
  readonly address: bigint
}

/** asm-generic/unistd.h; the numbers are the same on x86-64 and arm64. */
const sysPidfdOpen = 434
const sysPidfdGetfd = 438
/** asm/unistd_64.h of x86-64; asm-generic/unistd.h of arm64. */
const sysBpf = process.arch === 'x64' ? 321 : 280

let loaded: Libc | undefined

/** The process's own C library, glibc or musl: Node has already loaded it. */
export const libc = (): Libc => {
  loaded ??= load()
  return loaded
}

const load = (): Libc => {
  const library = koffi.load(null)
  const syscall = library.func('long syscall(long, long, long, long)')
  const syscallPointer = library.func('syscall', 'long', ['long', 'long', 'void *', 'long'])
  return {
    socket: library.func('int socket(int, int, int)'),
    connect: library.func('int connect(int, const void *, uint)'),
    bind: library.func('int bind(int, const void *, uint)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint)'),
    getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
    send: library.func('long send(int, const void *, size_t, int)'),
    recv: library.func('long recv(int, void *, size_t, int)'),
    recvmsg: library.func('long recvmsg(int, void *, int)'),
    fcntl: library.func('int fcntl(int, int, long)'),
    close: library.func('int close(int)'),
    open: library.func('int open(const char *, int)'),
    openat: library.func('int openat(int, const char *, int)'),
    read: library.func('long read(int, void *, size_t)'),
    pread: library.func('long pread(int, void *, size_t, long)'),
    setns: library.func('int setns(int, int)'),
    unshare: library.func('int unshare(int)'),
    ioctlPointer: library.func('ioctl', 'int', ['int', 'ulong', 'void *']),
    ioctlValue: library.func('ioctl', 'int', ['int', 'ulong', 'long']),
    pidfdOpen: (pid) => syscall(sysPidfdOpen, pid, 0, 0),
    pidfdGetfd: (pidfd, fd) => syscall(sysPidfdGetfd, pidfd, fd, 0),
    bpf: (command, attributes, length) => syscallPointer(sysBpf, command, attributes, length),
    pinned: (length) => {
      const memory = koffi.alloc('uint8_t', length)
      return { bytes: new Uint8Array(koffi.view(memory, length)), address: koffi.address(memory) }
    },
    errno: () => koffi.errno(),
  }
}
