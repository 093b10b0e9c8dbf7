import { containersNamed } from '../../../topology/named.ts'
import type { Cause } from '../cause.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { askerOf, failedName, serversFact } from '../reading/failed-name.ts'

/** Docker gives names only to the networks that users make. */
export const defaultBridgeNoDns: Cause = {
  id: 'default-bridge-no-dns',
  layer: 'dns',
  symptom: "A container's name is not known in another one, while its address works.",
  confirm:
    'docker inspect shows only the network `bridge`; /etc/resolv.conf of the container does not name 127.0.0.11.',
  more: 'https://docs.docker.com/engine/network/drivers/bridge/#differences-between-user-defined-bridges-and-the-default-bridge',
  explain: (finding) => {
    const failed = failedName(finding)
    const asker = failed?.resolver.container
    if (failed === null || asker === null || asker === undefined || asker.endpoints.length === 0) return null
    if (asker.endpoints.some(({ networkName }) => networkName !== 'bridge')) return null
    const [meant] = containersNamed(failed.name, finding.scene.snapshot.containers)
    if (meant === undefined) return null
    return {
      summary: `${askerOf(failed)} is only on Docker's default network, where containers do not know each other's names: '${failed.name}' is not resolved.`,
      evidence: [serversFact(failed)],
      remedy: [
        ['create', 'app'],
        ['connect', 'app', asker.name],
        ['connect', 'app', meant.name],
      ].map((words) => dockerCommand(finding.scene.snapshot, 'network', ...words)),
    }
  },
}
