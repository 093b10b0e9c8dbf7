import { busyboxImage } from './busybox-image.ts'
import { configure } from './configure.ts'
import type { DockerHost, Lab } from './lab.ts'

export type Demo = {
  readonly host: DockerHost
  readonly dockerHost: string
  /** What there is, in one line. */
  readonly built: string
  /** What is broken, in one line: what a user sees. */
  readonly broken: string
  /** What mends it. */
  readonly remedy: string
}

type Service = { readonly name: string; readonly options: readonly string[]; readonly command: readonly string[] }

const serve = (port: number): readonly string[] => ['httpd', '-f', '-h', '/www', '-p', String(port)]
const compose = (service: string): readonly string[] => [
  '--label=com.docker.compose.project=shop',
  `--label=com.docker.compose.service=${service}`,
  '--label=com.docker.compose.container-number=1',
]

/** Asks the database every five seconds, as an application would: its errors are in the log, its packets in the counters. */
const askDatabase = 'httpd -h /www -p 8000; while :; do wget -q -O /dev/null http://db:5432/; sleep 5; done'

/** On every port that `cache` publishes. */
const serveEverything = 'for port in 30000 30001 30002; do httpd -h /www -p $port; done; exec httpd -f -h /www -p 6379'

const services: readonly Service[] = [
  {
    name: 'db',
    options: ['--network=backend', '--memory=64m', '--cap-drop=ALL', '--cap-add=NET_BIND_SERVICE', ...compose('db')],
    command: serve(5432),
  },
  {
    name: 'web',
    options: ['--network=shop', '--publish=8080:80', '--memory=32m', '--cpus=0.5', ...compose('web')],
    command: serve(80),
  },
  { name: 'api', options: ['--network=shop', '--memory=64m', ...compose('api')], command: ['sh', '-c', askDatabase] },
  {
    name: 'cache',
    options: ['--publish=127.0.0.1:6379:6379/tcp', '--publish=30000-30002:30000-30002'],
    command: ['sh', '-c', serveEverything],
  },
  { name: 'proxy', options: ['--network=host'], command: serve(8443) },
  { name: 'batch', options: ['--network=none', '--read-only'], command: ['sleep', 'infinity'] },
]

/**
 * A small shop on a real Docker engine: networks `shop` and `backend` (internal) and the default bridge; web, api (on both), db, metrics (in api's
 * namespace), cache, proxy (on the host), batch (no network).
 *
 * What is broken: the host's end of db's veth pair was taken off the bridge of `backend`, as a network daemon of the host does that claims
 * every interface (https://github.com/systemd/systemd/issues/28626). Everything is up and every address is right, but api gets
 * EHOSTUNREACH after three seconds. In the graph the edge `bridge-port` from db's veth to its bridge is missing.
 */
export const buildDemo = async (lab: Lab): Promise<Demo> => {
  const host = await lab.dockerHost({ name: 'demo', uplink: true })
  await host.cli('network', 'create', '--subnet=172.20.0.0/24', 'shop')
  await host.cli('network', 'create', '--subnet=172.21.0.0/24', '--internal', 'backend')
  const run = ({ name, options, command }: Service): Promise<string> =>
    host.cli('run', '--detach', `--name=${name}`, ...options, busyboxImage, ...command)
  for (const service of services) await run(service)
  await host.cli('network', 'connect', 'backend', 'api')
  await run({ name: 'metrics', options: ['--network=container:api'].concat(compose('metrics')), command: serve(9100) })

  const end = await hostEndOf(host, 'db')
  await configure(host.run, [{ netns: host.netns, lines: [`link set ${end.ifname} nomaster`] }])
  return {
    host,
    dockerHost: host.dockerHost,
    built: 'a Docker host with 7 containers on 3 bridges: web, api, metrics, db, cache, proxy, batch',
    broken: `api cannot reach db:5432 (no route to host), although both run: ${end.ifname}, the host's end of db's veth, is not on its bridge`,
    remedy: `nsenter --net=${host.path} ip link set ${end.ifname} master ${end.bridge}`,
  }
}

type VethLink = {
  readonly ifindex: number
  readonly ifname: string
  readonly link_index: number
  readonly master?: string
}

/** The host's end of a container's `eth0`, and its bridge. */
const hostEndOf = async (host: DockerHost, name: string): Promise<{ ifname: string; bridge: string }> => {
  const container = await host.container(name)
  const eth0 = (await veths(container)).find(({ ifname }) => ifname === 'eth0')
  const end = (await veths(host)).find(({ ifindex }) => ifindex === eth0?.link_index)
  if (!end?.master) throw new Error(`The lab found no veth on a bridge of the host for the container ${name}.`)
  return { ifname: end.ifname, bridge: end.master }
}

const veths = async ({ exec }: Pick<DockerHost, 'exec'>): Promise<readonly VethLink[]> =>
  JSON.parse((await exec(['ip', '-j', 'link', 'show', 'type', 'veth'])).stdout)
