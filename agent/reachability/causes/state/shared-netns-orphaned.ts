import type { Container } from '../../../../collectors/containers/record.ts'
import type { Cause, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { unattached } from '../reading/unattached.ts'

/** `--network container:OTHER` is the namespace that OTHER had when this one started; a restarted OTHER has a new one. */
export const sharedNetnsOrphaned: Cause = {
  id: 'shared-netns-orphaned',
  layer: 'state',
  symptom: 'A sidecar has no network at all since the container that it shares the network of was restarted.',
  confirm: 'The inodes of /proc/PID/ns/net of both differ; only lo is left in that of the sharer.',
  more: 'https://docs.docker.com/engine/network/#container-networks',
  explain: (finding) => {
    const found = unattached(finding)
    const lender = found === null ? null : lenderOf(found.container, finding)
    if (found === null || lender === null) return null
    const { container, space } = found
    const { snapshot } = finding.scene
    const [name, other] = [containerWords(container), lender === 'gone' ? null : containerWords(lender)]
    const theirs = lender === 'gone' ? undefined : snapshot.namespaces.find(({ id }) => id === lender.netns)?.inode
    return {
      summary: `${name} shares the network of ${other ?? 'a container that is gone'}, but still has the one from before ${other === null ? 'it went' : `${other} was restarted`}: only lo is left in it.`,
      evidence: [
        containerEvidence(
          container,
          `HostConfig.NetworkMode=${container.networkMode}, net:[${space.namespace?.inode ?? '?'}]`,
        ),
        ...(lender === 'gone'
          ? []
          : [containerEvidence(lender, `State.Status=${lender.state}, net:[${theirs ?? 'none'}]`)]),
      ],
      remedy:
        lender === 'gone'
          ? [`# make ${name} anew, with the network of a container that exists`]
          : [
              ...(lender.netns === null ? [dockerCommand(snapshot, 'start', other ?? '')] : []),
              dockerCommand(snapshot, 'restart', name),
            ],
    }
  },
}

const prefix = 'container:'

/** Whose network it was to have; null where it has that, or was to have its own. */
const lenderOf = (container: Container, { scene: { snapshot } }: Finding): Container | 'gone' | null => {
  if (!container.networkMode.startsWith(prefix)) return null
  const named = container.networkMode.slice(prefix.length)
  const lender = snapshot.containers.find(({ id, name }) => id === named || name === named || id.startsWith(named))
  if (lender === undefined) return 'gone'
  return lender.netns === container.netns ? null : lender
}
