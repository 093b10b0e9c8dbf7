import type { Container } from '../../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { dockersDrop, networkToJoin } from '../reading/dockers-drop.ts'
import { networksOf } from '../reading/networks-of.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const differentNetworks: Cause = {
  id: 'different-networks',
  layer: 'netfilter',
  symptom: 'Two containers that share no network time out.',
  confirm: "`docker inspect -f '{{json .NetworkSettings.Networks}}' A B` names no network twice.",
  more: 'https://docs.docker.com/engine/network/drivers/bridge/',
  explain: ofRule((stopped, finding) => {
    const drop = dockersDrop(stopped, finding)
    if (drop === null) return null
    const { from, to, fromNetwork, toNetwork, shared } = drop
    const isApart = fromNetwork !== null && toNetwork !== null && fromNetwork.id !== toNetwork.id
    if (!isApart && !stopped.blamed.chain.startsWith('DOCKER-ISOLATION')) return null
    const { snapshot } = finding.scene
    const [sender, receiver] = [fromNetwork?.name ?? namesOf(from, snapshot), toNetwork?.name ?? namesOf(to, snapshot)]
    const [common] = shared
    if (common !== undefined)
      return blameRule(finding, stopped, {
        because: `it goes from network ${sender} to network ${receiver}, which Docker keeps apart, although both are on ${common.name}`,
        remedy: [`# use the address, or the name, that it has on network ${common.name}`],
      })
    const network = networkToJoin(to, finding.scene)
    return blameRule(finding, stopped, {
      because: `Docker keeps network ${sender} apart from network ${receiver}, and the two share none`,
      remedy:
        network === null || from === null
          ? ['# attach both to one network: docker network connect NETWORK CONTAINER']
          : [dockerCommand(snapshot, 'network', 'connect', network.name, from.name)],
    })
  }),
}

const namesOf = (container: Container | null, snapshot: Snapshot): string =>
  networksOf(container, snapshot)
    .map(({ name }) => name)
    .join(', ')
