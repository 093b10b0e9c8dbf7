import type { Container } from '../../../../collectors/containers/record.ts'
import { publicationsOf } from '../../../topology/published-ports.ts'
import type { Cause } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { publishedEvidence } from '../reading/published-evidence.ts'
import { spaceEvidence } from '../reading/where.ts'

/** net.ipv4.ip_unprivileged_port_start, as the kernel has it at first. */
const usualStart = 1024

/** PROC_USER_INIT_INO, linux/proc_ns.h: the user namespace that every kernel begins with. A rootless engine never is in it. */
const firstUserNamespace = 0xeffffffd

const isRootless = ({ namespaces }: Container): boolean =>
  namespaces?.['user'] !== undefined && namespaces['user'] !== firstUserNamespace

export const rootlessPortDriver: Cause = {
  id: 'rootless-port-driver',
  layer: 'nat',
  symptom: 'A port that a rootless engine publishes is refused on the host, above all one below 1024.',
  confirm: '`ss -ltnp` on the host shows no rootlesskit at the port.',
  more: 'https://docs.docker.com/engine/security/rootless/troubleshoot/',
  explain: (finding) => {
    const { loss, exchange, scene } = finding
    const { engine, containers } = scene.snapshot
    const port = exchange?.probe.port
    if (loss?.reason !== 'no-socket' || engine === null || engine.netns === null || port === undefined) return null
    const { root } = scene
    // A rootless engine works in a namespace of its own, and its ports are brought to the host by a program.
    if (root === undefined || loss.space !== root || engine.netns === root.netns) return null
    const [published] = containers.filter(isRootless).flatMap((container) =>
      publicationsOf(container)
        .filter(({ port: on }) => on.port === port && on.protocol === exchange?.probe.protocol)
        .map((published) => ({ ...published, container })),
    )
    if (published === undefined) return null
    const start = root.sysctl('net.ipv4.ip_unprivileged_port_start') ?? usualStart
    return {
      summary: `${published.container.name} publishes ${askedWords(finding)} with a rootless engine, and no program on the host listens there for it.`,
      evidence: [publishedEvidence(published), spaceEvidence(root, `net.ipv4.ip_unprivileged_port_start = ${start}`)],
      remedy:
        port < start
          ? [
              `sysctl -w net.ipv4.ip_unprivileged_port_start=${port}`,
              '# then, as the user of the engine: systemctl --user restart docker',
            ]
          : ['# as the user of the engine: systemctl --user restart docker'],
    }
  },
}
