import { decimal, flag, type Infer, integer, nullable, oneOf, record, text } from '../../../collectors/wire/shape.ts'
import { fdbKinds } from '../../reading/fdb-kind.ts'
import { described } from './described.ts'

/** An entry of a bridge's forwarding database, or of a VXLAN that is a port of it. */
export const fdbEntryShape = record({
  mac: text,
  kind: oneOf(fdbKinds),
  table: described(
    oneOf(['bridge', 'vxlan']),
    '`bridge`: to which port frames go. `vxlan`: to which remote host such a port sends them.',
  ),
  port: described(record({ name: text, ifindex: integer }), 'The port; the bridge itself for its own addresses.'),
  vlan: nullable(integer),
  ageSeconds: described(nullable(decimal), 'Since a frame from there was last seen; null for what does not age.'),
  remote: described(nullable(text), 'The other end of the tunnel.'),
  vni: nullable(integer),
  offloaded: described(flag, 'Offloaded to hardware.'),
})

export type FdbEntry = Infer<typeof fdbEntryShape>
