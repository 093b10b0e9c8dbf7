import { networkKey } from '../../../topology/identity.ts'
import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { bridgeOfRule } from '../reading/bridge-rule.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { networkOfBridge } from '../reading/networks-of.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const iccDisabled: Cause = {
  id: 'icc-disabled',
  layer: 'netfilter',
  symptom: 'Two containers on the same network time out; each of them reaches the outside.',
  confirm: "`docker network inspect NET -f '{{json .Options}}'` shows com.docker.network.bridge.enable_icc=false.",
  more: 'https://docs.docker.com/engine/network/drivers/bridge/#options',
  explain: ofRule((stopped, finding) => {
    const bridge = bridgeOfRule(stopped)
    if (bridge === null || stopped.facts.inInterface?.not !== false || stopped.facts.more) return null
    const { snapshot } = finding.scene
    const network = networkOfBridge(bridge, stopped.loss.space, snapshot)
    const { sourceContainer, targetContainer } = finding
    if (network === null || sourceContainer === null || targetContainer === null)
      return blameRule(finding, stopped, { because: `nothing may go from one port of ${bridge} to another` })
    const open = `${network.name}-open`
    return blameRule(finding, stopped, {
      because: `the containers of network ${network.name} may not talk to each other (enable_icc=false)`,
      evidence: [
        {
          where: `docker network inspect ${network.name}`,
          fact: 'com.docker.network.bridge.enable_icc=false',
          object: networkKey(network.id),
        },
      ],
      remedy: [
        dockerCommand(snapshot, 'network', 'create', open),
        dockerCommand(snapshot, 'network', 'connect', open, sourceContainer.name),
        dockerCommand(snapshot, 'network', 'connect', open, targetContainer.name),
      ],
    })
  }),
}
