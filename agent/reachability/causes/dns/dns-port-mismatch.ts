import { embeddedServer } from '../../names/names.ts'
import type { Cause } from '../cause.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { askerOf, failedName } from '../reading/failed-name.ts'

export const dnsPortMismatch: Cause = {
  id: 'dns-port-mismatch',
  layer: 'dns',
  symptom: 'No name is resolved in a container that ran on while the engine was started anew.',
  confirm: 'ss -lnu in the namespace of the container: nobody listens on the port to which DOCKER_OUTPUT leads.',
  more: 'https://docs.docker.com/engine/daemon/live-restore/',
  explain: (finding) => {
    const failed = failedName(finding)
    if (failed?.failure.kind !== 'server-unreachable' || failed.failure.server !== embeddedServer) return null
    const [{ exchange }] = failed.failure.result.branches
    const translated = exchange.request.find(({ kind }) => kind === 'nat')
    if (translated === undefined) return null
    const { container } = failed.resolver
    return {
      summary: `Queries of ${askerOf(failed)} are led to a port on which Docker's name server does not listen any more.`,
      evidence: [
        {
          where: `namespace of ${askerOf(failed)}, table nat, chain DOCKER_OUTPUT`,
          fact: translated.after ?? translated.detail(),
        },
      ],
      remedy: container === null ? [] : [dockerCommand(finding.scene.snapshot, 'restart', container.name)],
    }
  },
}
