import type { NftObject } from '../../../../../collectors/netfilter/nftables/record.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import type { Machine, Operation, Outcome } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { chooseElement } from '../sets/choose-element.ts'
import { objectKey, partsOf } from '../table-parts.ts'
import type { ExpressionOf } from './kinds.ts'
import { runStateful } from './stateful.ts'
import { synproxyFor } from './synproxy.ts'

/** Uses an object by its name, or the one that a map has for a key (net/netfilter/nft_objref.c). */
export const objref = ({ type, name = '', sreg, set: setName = '' }: ExpressionOf<'objref'>): Operation => {
  if (sreg === undefined) {
    const key = objectKey(type ?? '', name)
    return (machine) => useObject(machine, partsOf(machine.table).objects.get(key))
  }
  const from = registerAt(sreg)
  return (machine) => {
    const { sets, objects } = partsOf(machine.table)
    const set = sets.get(setName)
    const element = set && chooseElement(machine, set, from)
    if (element === undefined) return 'break'
    return useObject(machine, objects.get(objectKey(set?.objectType ?? '', element.object ?? '')))
  }
}

const useObject = (machine: Machine, object: NftObject | undefined): Outcome => {
  const data = object?.data
  switch (data?.kind) {
    case 'limit':
    case 'quota':
    case 'connlimit':
      return runStateful(machine, data, null) ? null : 'break'
    case 'ct helper':
      giveHelper(machine, data.helper ?? '', data.l4proto ?? 0)
      return null
    case 'synproxy':
      return synproxyFor(machine)
    default:
      // Counters count; timeouts, expectations, labels and tunnels do not change where this packet goes.
      return null
  }
}

/** nft_ct_helper_obj_eval, net/netfilter/nft_ct.c */
const giveHelper = (machine: Machine, helper: string, protocol: number): void => {
  const connection = connectionOf(machine.packet)
  if (connection === null) return
  if (connection.status.has('confirmed') || connection.status.has('template')) return
  if (connection.original.protocol !== protocol) return
  connection.helper = helper
  connection.status.add('helper')
  machine.acted = true
}
