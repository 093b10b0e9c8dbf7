import { byText } from '../reading/by-text.ts'
import { followBack, nodes } from '../reading/follow.ts'
import { nameOf } from '../reading/name-of.ts'
import type { Scene } from '../reading/scene.ts'
import { faultParts } from './fault-parts.ts'
import { fewOf } from './few-of.ts'
import { inColumns, type Row, row, say } from './row.ts'

/** Docker's networks that no bridge implements: macvlan, ipvlan, overlay, `host`, `none`. The others are shown at their bridge. */
export const networkRows = ({ topology, faults, bridgeByNetwork }: Scene): Row[] => {
  const rows = nodes(topology, 'network')
    .filter(({ key }) => !bridgeByNetwork.has(key))
    .toSorted((one, two) => byText(one.attributes.name, two.attributes.name))
    .map(({ key, attributes: { driver, subnets, internal, options } }) => {
      const users = followBack(topology, key, 'attached-to').map((step) => nameOf(topology, step.key))
      return row([
        say(nameOf(topology, key), 'strong'),
        say(`driver ${driver}`),
        say(fewOf(subnets)),
        say(options['parent'] === undefined ? '' : `on ${options['parent']}`),
        say(internal ? 'internal' : ''),
        say(users.length === 0 ? 'unused' : `used by ${fewOf(users)}`, users.length === 0 ? 'dim' : 'plain'),
        ...faultParts(faults.get(key) ?? []),
      ])
    })
  return inColumns(rows, 2)
}
