import type { Severity } from '../../agent/isolation/finding.ts'

/** When the scene was looked at: as it was built, the same without the engine's own sockets, and after somebody spoilt it. */
export type When = 'built' | 'silent' | 'spoilt'

export interface Case {
  readonly check: string
  readonly severity: Severity
  /** Who has it, when. */
  readonly has: readonly [name: string | RegExp, when?: When]
  /** Who does not. */
  readonly twin: readonly [name: string | RegExp, when?: When]
  /** What the evidence says. */
  readonly evidence: RegExp
}

const container = (name: string): string => `container ${name}`
const tight = [container('tight')] as const

/** A container, port or network of the scene that a check finds, and one that it does not. */
export const cases: readonly Case[] = [
  {
    check: 'cap-privileged',
    severity: 'critical',
    has: [container('privileged')],
    twin: [container('escaping')],
    evidence: /CapEff: 0000003f/,
  },
  {
    check: 'cap-escape',
    severity: 'critical',
    has: [container('escaping')],
    twin: [container('admin')],
    evidence: /CAP_SYS_PTRACE, CAP_SYS_ADMIN/,
  },
  {
    check: 'cap-net-admin',
    severity: 'medium',
    has: [container('admin')],
    twin: [container('plain')],
    evidence: /0000000040001000 has CAP_NET_ADMIN/,
  },
  {
    check: 'cap-added',
    severity: 'low',
    has: [container('admin')],
    twin: [container('plain')],
    evidence: /CAP_AUDIT_CONTROL/,
  },
  {
    check: 'cap-ambient',
    severity: 'medium',
    has: [container('ambient')],
    twin: [container('plain')],
    evidence: /CapAmb: 0000000000002000/,
  },
  {
    check: 'seccomp-off',
    severity: 'medium',
    has: [container('unfiltered')],
    twin: [container('plain')],
    evidence: /Seccomp: 0/,
  },
  { check: 'no-new-privs', severity: 'low', has: [container('plain')], twin: tight, evidence: /NoNewPrivs: 0/ },
  { check: 'root-in-container', severity: 'low', has: [container('plain')], twin: tight, evidence: /Uid: 0/ },
  {
    check: 'exec-privileged-leftover',
    severity: 'high',
    has: [container('guarded')],
    twin: [container('web')],
    evidence: /Seccomp: 0.*in the host's/,
  },
  {
    check: 'sock-docker',
    severity: 'critical',
    has: [container('mounted')],
    twin: [container('plain')],
    evidence: /\/docker\.sock rw/,
  },
  {
    check: 'mount-host-path',
    severity: 'critical',
    has: [container('mounted')],
    twin: [container('plain')],
    evidence: /\/etc-of-host: .* \/etc of the host/,
  },
  {
    check: 'mount-proc-writable',
    severity: 'critical',
    has: [container('unfiltered')],
    twin: [container('plain')],
    evidence: /nothing read-only over \/proc\/sys/,
  },
  {
    check: 'mount-sys-writable',
    severity: 'high',
    has: [container('mounted')],
    twin: [container('plain')],
    evidence: /\/sys-of-host: sysfs/,
  },
  {
    check: 'mount-propagation',
    severity: 'medium',
    has: [container('mounted')],
    twin: [container('plain')],
    evidence: /\/etc-of-host: .*, shared/,
  },
  { check: 'mount-rootfs-rw', severity: 'info', has: [container('plain')], twin: tight, evidence: /\/: overlay .* rw/ },
  {
    check: 'ns-net-host',
    severity: 'high',
    has: [container('hosted')],
    twin: [container('plain')],
    evidence: /net:\[\d+\], the host's/,
  },
  {
    check: 'ns-pid-host',
    severity: 'high',
    has: [container('hosted')],
    twin: [container('plain')],
    evidence: /pid:\[\d+\], the host's/,
  },
  {
    check: 'ns-ipc-host',
    severity: 'medium',
    has: [container('hosted')],
    twin: [container('plain')],
    evidence: /ipc:\[/,
  },
  { check: 'ns-uts-host', severity: 'low', has: [container('hosted')], twin: [container('plain')], evidence: /uts:\[/ },
  { check: 'ns-cgroup-host', severity: 'low', has: [container('hosted')], twin: tight, evidence: /cgroup:\[/ },
  {
    check: 'ns-shared-between',
    severity: 'low',
    has: [container('joined')],
    twin: [container('plain')],
    evidence: /pid:\[\d+\], as container plain/,
  },
  {
    check: 'ns-late-joiner',
    severity: 'medium',
    has: [/^container (plain|joined)$/],
    twin: [container('web')],
    evidence: /also has process \d+ of another cgroup/,
  },
  { check: 'mem-unlimited', severity: 'medium', has: [container('plain')], twin: tight, evidence: /no limit/ },
  { check: 'pids-unlimited', severity: 'medium', has: [container('plain')], twin: tight, evidence: /no limit/ },
  { check: 'cpu-unlimited', severity: 'low', has: [container('plain')], twin: tight, evidence: /no limit/ },
  {
    check: 'api-tcp',
    severity: 'critical',
    has: [/./],
    twin: [/./, 'silent'],
    evidence: /dockerd on .*:2375\/tcp.*reachable/,
  },
  {
    check: 'net-published-any',
    severity: 'medium',
    has: ['port 0.0.0.0:8080/tcp of container web'],
    twin: ['port 127.0.0.1:81/tcp of container web'],
    evidence: /why world 198\.51\.100\.2:8080\/tcp: reachable/,
  },
  {
    check: 'net-bypass-ufw',
    severity: 'high',
    has: ['port 0.0.0.0:8080/tcp of container web'],
    twin: ['port 0.0.0.0:8083/tcp of container web'],
    evidence: /--dport 8080.*for the host itself/,
  },
  {
    check: 'net-privileged-port',
    severity: 'info',
    has: ['port 127.0.0.1:81/tcp of container web'],
    twin: ['port 0.0.0.0:8080/tcp of container web'],
    evidence: /127\.0\.0\.1:81/,
  },
  {
    check: 'net-cross-network',
    severity: 'low',
    has: ['port 0.0.0.0:8083/tcp of container web'],
    twin: ['port 127.0.0.1:81/tcp of container web'],
    evidence: /:8083\/tcp: reachable/,
  },
  {
    check: 'net-host-services',
    severity: 'low',
    has: ['network shop'],
    twin: ['network quiet'],
    evidence: /:9999\/tcp/,
  },
  {
    check: 'net-cloud-metadata',
    severity: 'info',
    has: ['network shop'],
    twin: ['network inner'],
    evidence: /169\.254\.169\.254/,
  },
  {
    check: 'net-icc',
    severity: 'low',
    has: ['network bridge'],
    twin: ['network bridge', 'spoilt'],
    evidence: /reachable \(replied\)/,
  },
  {
    check: 'net-default-bridge',
    severity: 'info',
    has: [container('first')],
    twin: [container('plain')],
    evidence: /docker0/,
  },
  { check: 'net-dual-homed', severity: 'info', has: [container('both')], twin: [container('plain')], evidence: /shop/ },
  {
    check: 'net-dual-homed-forwarding',
    severity: 'low',
    has: [container('both')],
    twin: [container('straight')],
    evidence: /ip_forward = 1/,
  },
  { check: 'net-arp-spoof', severity: 'medium', has: [container('admin')], twin: tight, evidence: /is not isolated/ },
  {
    check: 'net-raw-sockets',
    severity: 'low',
    has: [container('pinger')],
    twin: [container('plain')],
    evidence: /protocol 1 on/,
  },
  {
    check: 'net-isolation-missing',
    severity: 'high',
    has: [/network shop/, 'spoilt'],
    twin: [/network shop/, 'built'],
    evidence: /icmp: reachable/,
  },
  {
    check: 'net-direct-routed',
    severity: 'medium',
    has: ['network shop', 'spoilt'],
    twin: ['network shop', 'built'],
    evidence: /why world 172\.30\.1\.\d+\/icmp: reachable/,
  },
  {
    check: 'daemon-iptables-off',
    severity: 'high',
    has: [/./, 'spoilt'],
    twin: [/./, 'built'],
    evidence: /no rule leads to a chain of Docker's/,
  },
  {
    check: 'net-mixed-rules',
    severity: 'low',
    has: [/./, 'spoilt'],
    twin: [/./, 'built'],
    evidence: /iptables-legacy: table ip filter/,
  },
  {
    check: 'net-sysctl-weak',
    severity: 'low',
    has: ['route_localnet of quiet0', 'spoilt'],
    twin: ['route_localnet of quiet0', 'built'],
    evidence: /quiet0\.route_localnet = 1/,
  },
  {
    check: 'net-promisc',
    severity: 'medium',
    has: [/^container (plain|joined)$/, 'spoilt'],
    twin: [container('web'), 'spoilt'],
    evidence: /PROMISC/,
  },
  {
    check: 'net-duplicate-address',
    severity: 'high',
    has: [/^172\.30\.1\.\d+ on br-/, 'spoilt'],
    twin: [/^172\.30\./, 'built'],
    evidence: /eth0 in netns .*eth0 in netns/,
  },
  {
    check: 'net-nd-ra-spoof',
    severity: 'medium',
    has: [container('web'), 'spoilt'],
    twin: [container('web'), 'built'],
    evidence: /accept_ra = 1/,
  },
]

/** Only version 1 tells of these. */
export const onVersion1: readonly Case[] = [
  {
    check: 'dev-exposed',
    severity: 'critical',
    has: [container('mounted')],
    twin: [container('plain')],
    evidence: /b 8:\* rwm/,
  },
  {
    check: 'oom-kill-disabled',
    severity: 'low',
    has: [container('unkillable')],
    twin: [container('plain')],
    evidence: /oom_kill_disable 1/,
  },
  {
    check: 'cgroup-writable',
    severity: 'critical',
    has: [container('mounted')],
    twin: [container('plain')],
    evidence: /\/sys-of-host\/fs\/cgroup/,
  },
]
