import { sceneOf } from '../../firewall/nat/scene.ts'
import { analysedTables } from '../../firewall/ruleset/analyse.ts'
import { restartEngine } from '../../reachability/causes/reading/docker-command.ts'
import { identitiesOf } from '../../topology/identity.ts'
import type { Check } from '../check.ts'
import { bridgeNetworks } from '../reading/networks.ts'

export const daemonIptablesOff: Check = {
  id: 'daemon-iptables-off',
  title: "Networks of Docker are there, and none of Docker's rules for forwarded packets is in force",
  gain: 'Reaches other networks, and is reached past published ports: only other rules and the policy decide.',
  reference: '2.4',
  *find(context) {
    const { snapshot } = context
    const netns = snapshot.engine?.netns
    const networks = bridgeNetworks(context)
    if (!netns || networks.length === 0) return
    const tables = analysedTables(snapshot, netns)
    const { isDockersAt, rulesRead } = sceneOf(snapshot, tables)
    yield !rulesRead || isDockersAt('forward', 'filter', 'ip')
      ? null
      : {
          severity: 'high',
          reason: 'somebody flushed them under a running engine, or it runs with --iptables=false',
          object: identitiesOf(snapshot).netnsKey(netns),
          name: `firewall of the engine's host`,
          evidence: [
            {
              where: `rules at hook forward of netns ${snapshot.namespaces.find(({ id }) => id === netns)?.inode ?? netns}`,
              fact: "no rule leads to a chain of Docker's",
            },
            { where: 'networks with containers', fact: networks.map(({ network }) => network.name).join(', ') },
          ],
          remedy: [restartEngine(snapshot)],
        }
  },
}
