import { analysedTables } from '../../firewall/ruleset/analyse.ts'
import { isMixed } from '../../firewall/ruleset/build.ts'
import { decides } from '../../firewall/ruleset/decides.ts'
import { identitiesOf } from '../../topology/identity.ts'
import type { Check } from '../check.ts'

export const netMixedRules: Check = {
  id: 'net-mixed-rules',
  title: 'Rules of iptables-legacy and of nf_tables are both in force',
  gain: 'Finds what one of them lets through because everybody looks at the other only.',
  reference: null,
  *find({ snapshot, hostNetns }) {
    for (const netns of hostNetns) {
      const tables = analysedTables(snapshot, netns)
      const inode = snapshot.namespaces.find(({ id }) => id === netns)?.inode ?? netns
      yield !isMixed(tables)
        ? null
        : {
            severity: 'low',
            reason: 'a packet has to pass both, and each tool shows one',
            object: identitiesOf(snapshot).netnsKey(netns),
            name: `firewall of netns ${inode}`,
            evidence: tables
              .filter(({ chains }) => decides(chains))
              .map(({ backend, family, name }) => ({
                where: `netns ${inode}`,
                fact: `${backend}: table ${family} ${name}`,
              })),
            remedy: [
              '# move all to one of them: update-alternatives --config iptables, then iptables-legacy-save and iptables-legacy -F',
            ],
          }
    }
  },
}
