import { configure } from './configure.ts'
import { buildDockerHost, type DockerHost } from './docker-host.ts'
import { type Join, joinHosts } from './join-hosts.ts'
import { buildPlainHost, type PlainHost } from './plain-host.ts'
import type { PlainHostSpec } from './plain-plan.ts'
import type { Run } from './run.ts'

/** Two hosts and what joins them. */
export type Joined<H> = readonly [left: H, right: H, join: Join]
export type JoinableHosts = { readonly plain: PlainHost; readonly docker: DockerHost }

type Builders = { readonly [K in keyof JoinableHosts]: (run: Run) => Promise<Joined<JoinableHosts[K]>> }

const subnets = { left: ['10.1.0.0/24', 'fd00:1::/64'], right: ['10.2.0.0/24', 'fd00:2::/64'] } as const
type Side = keyof typeof subnets

const specOf = (name: Side): PlainHostSpec => ({
  name,
  bridges: [{ name: 'br0', subnet: subnets[name][0], ipv6: subnets[name][1] }],
  containers: [
    { name: 'a', networks: ['br0'] },
    { name: 'b', networks: ['br0'] },
  ],
})

/** Each plain host has a bridge, two containers, and routes to the other's subnets; the Docker engines know nothing of each other. */
export const joinedHosts: Builders = {
  plain: async (run) => {
    const [left, right] = await Promise.all([buildPlainHost(run, specOf('left')), buildPlainHost(run, specOf('right'))])
    const join = await joinHosts(left, right)
    const routes = (to: Side, gateway: 0 | 1): readonly string[] => [
      `route add ${subnets[to][0]} via ${join.addresses[gateway]}`,
      `route add ${subnets[to][1]} via ${join.addresses6[gateway]}`,
    ]
    await configure(run, [
      { netns: left.netns, lines: routes('right', 1) },
      { netns: right.netns, lines: routes('left', 0) },
    ])
    return [left, right, join]
  },
  docker: async (run) => {
    const [left, right] = await Promise.all([
      buildDockerHost(run, { name: 'left' }),
      buildDockerHost(run, { name: 'right' }),
    ])
    return [left, right, await joinHosts(left, right)]
  },
}
