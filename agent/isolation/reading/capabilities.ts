/** linux/capability.h, by bit. */
const names = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const
export type Capability = (typeof names)[number]

/** Names of the capabilities in a set as `/proc/PID/status` writes it; one that is newer than this list is called by its number. */
export const capabilitiesIn = (set: string): readonly string[] => {
  const bits = [...BigInt(`0x${set || '0'}`).toString(2)].reverse()
  return bits.flatMap((bit, number) => (bit === '1' ? [names[number] ?? `${number}`] : []))
}

export const hasCapability = (set: string, wanted: Capability): boolean => capabilitiesIn(set).includes(wanted)

/** What Docker gives when nobody asks for more (moby: oci/caps/defaults.go): 00000000a80425fb. */
export const dockerDefaults: ReadonlySet<string> = new Set(capabilitiesIn('a80425fb'))

/** An engine that is older than these (5.8, 5.9) cannot give them, also when it is asked for all. */
export const recentCapabilities: ReadonlySet<string> = new Set(['PERFMON', 'BPF', 'CHECKPOINT_RESTORE'])

/** What leads out of a container, each alone (capabilities(7)), and how. */
export const escapes: ReadonlyMap<string, string> = new Map<Capability, string>([
  ['SYS_ADMIN', 'mounts filesystems, writes to kernel settings and to cgroup files that start programs on the host'],
  ['SYS_MODULE', 'loads code into the kernel'],
  ['SYS_RAWIO', 'writes to memory and ports of the machine'],
  ['SYS_PTRACE', 'reads and changes other processes that it can see'],
  ['DAC_READ_SEARCH', 'opens any file of the filesystem below its own by its number (open_by_handle_at)'],
  ['BPF', 'loads programs into the kernel'],
  ['PERFMON', 'watches the kernel and other processes'],
  ['SYSLOG', 'reads addresses of the kernel, which other attacks need'],
  ['SYS_BOOT', 'restarts the machine, or loads another kernel'],
  ['SYS_TIME', 'sets the clock of the machine'],
  ['MAC_ADMIN', 'changes what security modules enforce'],
  ['MAC_OVERRIDE', 'is not held up by security modules'],
])
