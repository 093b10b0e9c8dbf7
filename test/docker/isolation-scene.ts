import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { capabilitiesIn, recentCapabilities } from '../../agent/isolation/reading/capabilities.ts'
import { busyboxImage } from '../lab/busybox-image.ts'
import type { DockerContainer, DockerHost } from '../lab/lab.ts'

/** Version 1 of cgroups tells which devices are allowed, and what becomes of a container without memory; version 2 does not. */
export const isCgroup1 = existsSync('/sys/fs/cgroup/devices')

/** What `--privileged` gives, as far as this machine has it: an engine that has less itself cannot start such a container. */
const allCapabilities = (): readonly string[] =>
  capabilitiesIn(/^CapBnd:\s*(\w+)$/m.exec(readFileSync('/proc/1/status', 'utf8'))?.[1] ?? '').filter(
    (name) => !recentCapabilities.has(name),
  )

const sleep = ['sleep', 'infinity'] as const
const serve = (...ports: readonly number[]): readonly string[] => [
  'sh',
  '-c',
  `${ports.map((port) => `httpd -h /www -p ${port}`).join('; ')}; sleep infinity`,
]
const limits = ['--memory=64m', '--memory-swap=64m', '--pids-limit=64', '--cpus=0.5']
const alone = [...limits, '--network=none']
/** Docker gives what its own cgroup is on; any disk will do. */
const throttled = (disk: string | null): readonly string[] => (disk === null ? [] : [`--device-write-bps=${disk}:10mb`])

/** Nothing is wrong with it but what the whole engine has: no user namespace. */
const tight = [
  ...limits,
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--user=1000:1000',
  '--cgroupns=private',
  '--network=quiet',
]

type Containers = { readonly [name: string]: readonly [options: readonly string[], command: readonly string[]] }

/** In the order in which they are run. */
const containers = (host: DockerHost, disk: string | null): Containers => ({
  tight: [[...tight, ...throttled(disk)], sleep],
  plain: [['--network=shop'], sleep],
  privileged: [[...alone, '--cap-drop=ALL', ...allCapabilities().map((name) => `--cap-add=${name}`)], sleep],
  escaping: [[...alone, '--cap-drop=ALL', '--cap-add=SYS_ADMIN', '--cap-add=SYS_PTRACE'], sleep],
  admin: [[...limits, '--network=shop', '--cap-drop=ALL', '--cap-add=NET_ADMIN', '--cap-add=AUDIT_CONTROL'], sleep],
  ambient: [alone, ['setpriv', '--inh-caps', '+net_raw', '--ambient-caps', '+net_raw', ...sleep]],
  unfiltered: [[...alone, '--security-opt=seccomp=unconfined', '--security-opt=systempaths=unconfined'], sleep],
  hosted: [[...limits, '--network=host', '--pid=host', '--ipc=host', '--uts=host', '--cgroupns=host'], sleep],
  mounted: [
    [
      ...alone,
      '--cap-add=SYS_ADMIN',
      '--security-opt=apparmor=unconfined',
      `--volume=${host.socket}:/var/run/docker.sock`,
      '--volume=/etc:/etc-of-host',
      '--volume=/sys:/sys-of-host',
      '--device-cgroup-rule=b 8:* rwm',
    ],
    ['sh', '-c', 'mount --make-shared /etc-of-host; sleep infinity'],
  ],
  unkillable: [['--memory=64m', '--network=none', ...(isCgroup1 ? ['--oom-kill-disable'] : [])], sleep],
  web: [
    [...limits, '--network=shop', '--publish=8080:80', '--publish=8083:80', '--publish=127.0.0.1:81:81'],
    serve(80, 81),
  ],
  guarded: [[...limits, '--network=quiet', '--publish=8082:82'], serve(82)],
  both: [[...limits, '--network=shop', '--sysctl=net.ipv4.ip_forward=1'], sleep],
  straight: [[...limits, '--network=quiet', '--sysctl=net.ipv4.ip_forward=0'], sleep],
  joined: [[...limits, '--network=container:plain', '--pid=container:plain'], sleep],
  pinger: [alone, ['ping', '127.0.0.1']],
  inside: [[...limits, '--network=inner'], sleep],
  first: [limits, sleep],
  second: [limits, sleep],
})

/** The ports that the host's own firewall refuses, one of which is published; a service of the host listens on the other. */
const hostPort = 9999

/**
 * A Docker host whose networks and containers have the faults in their isolation that a real engine can be made to have: networks
 * `shop`, `quiet` (which the host refuses) and `inner` (internal), and the default bridge.
 */
export const buildIsolationScene = async (host: DockerHost, disk: string | null): Promise<void> => {
  const inHost = async (...words: readonly string[]): Promise<void> => {
    const { status, stderr } = await host.exec(words)
    if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`)
  }
  await host.cli('network', 'create', '--subnet=172.30.1.0/24', 'shop')
  await host.cli('network', 'create', '--subnet=172.30.2.0/24', '--opt=com.docker.network.bridge.name=quiet0', 'quiet')
  await host.cli('network', 'create', '--subnet=172.30.3.0/24', '--internal', 'inner')
  for (const [name, [options, command]] of Object.entries(containers(host, disk)))
    await host.cli('run', '--detach', `--name=${name}`, ...options, busyboxImage, ...command)
  await host.cli('network', 'connect', 'quiet', 'both')
  await host.cli('network', 'connect', 'shop', 'straight')
  await inHost('iptables', '-A', 'INPUT', '-p', 'tcp', '--dport', '8080', '-j', 'DROP')
  await inHost('iptables', '-A', 'INPUT', '-i', 'quiet0', '-j', 'DROP')
  void host.exec(['busybox', 'httpd', '-f', '-p', `${hostPort}`], { timeoutMs: 120_000 })
}

/** Puts a process of the host into a container's cgroup, as a process that entered it with all its rights is. */
export const putInto = ({ id }: DockerContainer, pid: number): void => {
  for (const file of globSync(`/sys/fs/cgroup/{*/,}*/*/docker/${id}/cgroup.procs`)) writeFileSync(file, `${pid}`)
}

/** What somebody does to a host afterwards: flushes the firewall, adds rules by another tool, and plays with addresses. */
export const spoil = async (host: DockerHost): Promise<void> => {
  const script = `
    iptables -P FORWARD ACCEPT
    iptables -F FORWARD
    iptables-legacy -A INPUT -s 192.0.2.9 -j DROP
    sysctl -qw net.ipv4.conf.quiet0.route_localnet=1`
  const { status, stderr } = await host.exec(['sh', '-ec', script])
  if (status !== 0) throw new Error(stderr)
  const address = await host.cli('inspect', '-f', '{{.NetworkSettings.Networks.shop.IPAddress}}', 'web')
  const plain = await host.container('plain')
  const inPlain = `
    ip link set eth0 promisc on
    ip addr add ${address}/24 dev eth0
    sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.eth0.accept_ra=1 net.ipv6.conf.eth0.forwarding=0`
  const played = await plain.exec(['sh', '-ec', inPlain])
  if (played.status !== 0) throw new Error(played.stderr)
  await host.cli('rm', '--force', 'second')
}
