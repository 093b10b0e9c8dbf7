import type { Cause } from '../cause.ts'
import { enginesSpace } from '../reading/networks-of.ts'
import { spaceEvidence } from '../reading/where.ts'

export const rawTableMissing: Cause = {
  id: 'raw-table-missing',
  layer: 'netfilter',
  symptom: 'A container that publishes ports does not start; others do.',
  confirm: 'docker start says "can\'t initialize iptables table `raw\'"; `modprobe iptable_raw` fails.',
  more: 'https://github.com/moby/moby/issues/49557',
  explain: ({ targetContainer, scene }) => {
    const { engine } = scene.snapshot
    // Only these write to the table raw, and cannot do without.
    if (targetContainer === null || targetContainer.netns !== null || !/^28\.0\./.test(engine?.version ?? ''))
      return null
    if (targetContainer.startedAt !== '' || !targetContainer.ports.some(({ hostPort }) => hostPort !== undefined))
      return null
    const space = enginesSpace(scene)
    if (space === undefined || [...space.xtables, ...space.nftables].some(({ name }) => name === 'raw')) return null
    return {
      summary: `${targetContainer.name} publishes ports and never started: the kernel has no table raw, which Docker ${engine?.version} needs for them.`,
      evidence: [spaceEvidence(space, 'no table raw')],
      remedy: ['modprobe iptable_raw', '# or start dockerd with DOCKER_INSECURE_NO_IPTABLES_RAW=1'],
    }
  },
}
