/** A way to run an engine and its networks. */
export interface DockerSetting {
  readonly name: string
  readonly about: string
  readonly args: readonly string[]
  /** Words for the docker client, one command each. */
  readonly commands: readonly (readonly string[])[]
}

const image = 'lab/busybox'
const sleeper = [image, 'sleep', '600'] as const
const bridge = (name: string): string => `com.docker.network.bridge.name=${name}`

const network = (name: string, subnet: string, ...options: readonly string[]): readonly string[] => [
  ...['network', 'create', '-o', bridge(name), '--subnet', subnet],
  ...options,
  name,
]

const container = (name: string, ...options: readonly string[]): readonly string[] => [
  ...['run', '-d', '--name', name],
  ...options,
  ...sleeper,
]

/** Every form of `-p`, on one container; not of SCTP, which few kernels have. */
const portForms = [
  ...['-p', '8080:80', '-p', '9090:90/udp', '-p', '127.0.0.1:8081:81', '-p', '3000-3002:3000-3002', '-p', '82'],
  ...['-p', '192.0.2.1:8083:83'],
]

const networks = [
  network('custom', '192.0.2.0/24'),
  network('inner', '198.51.100.0/24', '--internal'),
  network('noicc', '203.0.113.0/24', '-o', 'com.docker.network.bridge.enable_icc=false'),
  network('nomasq', '10.77.0.0/24', '-o', 'com.docker.network.bridge.enable_ip_masquerade=false'),
]

const containers = [
  container('plain', '-p', '8000:8000'),
  container('linked', '--link', 'plain:other'),
  container('web', '--network', 'custom', ...portForms),
  container('hidden', '--network', 'inner', '-p', '8443:443'),
  container('apart', '--network', 'noicc', '-p', '8444:444'),
  container('bare', '--network', 'nomasq', '-p', '8445:445'),
  container('onhost', '--network', 'host'),
  container('alone', '--network', 'none'),
]

export const dockerSettings: readonly DockerSetting[] = [
  {
    name: 'default',
    about: 'no network but the default ones',
    args: [],
    commands: [container('web', '-p', '8080:80')],
  },
  { name: 'networks', about: 'every network option and port form', args: [], commands: [...networks, ...containers] },
  {
    name: 'no-proxy',
    about: 'the same without userland proxy',
    args: ['--userland-proxy=false'],
    commands: [...networks, ...containers],
  },
  {
    name: 'no-icc',
    about: 'containers of the default network apart, with a link',
    args: ['--icc=false'],
    commands: [container('db', '--expose', '5432'), container('web', '--link', 'db:db', '-p', '8080:80')],
  },
  {
    name: 'ipv6',
    about: 'IPv6 with ip6tables',
    args: ['--experimental', '--ip6tables', '--ipv6', '--fixed-cidr-v6=fd00:17::/64'],
    commands: [
      network('six', '192.0.2.0/24', '--ipv6', '--subnet', 'fd00:18::/64'),
      container('web', '--network', 'six', '-p', '8080:80', '-p', '[::1]:8081:81'),
      container('plain', '-p', '8082:82/udp'),
    ],
  },
  {
    name: 'swarm',
    about: 'a swarm with a published service and an overlay network',
    args: [],
    commands: [
      ['swarm', 'init', '--advertise-addr', '172.17.0.1'],
      ['network', 'create', '-d', 'overlay', '--attachable', 'over'],
      [
        ...[
          'service',
          'create',
          '--name',
          'front',
          '--network',
          'over',
          '-p',
          '8090:80',
          '--detach',
          '--no-resolve-image',
        ],
        ...sleeper,
      ],
      container('joined', '--network', 'over'),
    ],
  },
]
