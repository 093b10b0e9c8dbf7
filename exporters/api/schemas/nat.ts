import { natReportShape } from '../../../agent/firewall/nat/record.ts'
import { withDescriptions } from './described.ts'

/** Published ports, each with what makes it work, or should. */
export const natSchema = withDescriptions(natReportShape.json, {
  declared: 'The engine publishes it; otherwise only a rule says so.',
  container: 'Null: what has the address is no container.',
  containerAddress: 'Null: not known.',
  dnat: "Rules that lead the host's port to the container.",
  accept: 'Rules that let the packets through to the container.',
  masquerade: "Rules that give the host's address to what the container, or the host, sends.",
  hairpin: 'Rules that masquerade the container when it reaches itself through its own published port.',
  direct: "Rules that keep others from the container's own address, and from ports published on loopback.",
  proxy: 'The process of the engine that takes connections on the host and makes others to the container.',
  hostSocket: 'Who has the port open. `engine`: the engine only keeps the port for itself and answers nobody.',
  listener: 'Whether a program in the container hears on the port.',
  faults: '`broken`: it does not work. `doubtful`: it works in part, or may be meant.',
  stale: 'Rules and proxies that serve nobody any more.',
  packets: 'Null: the rule does not count.',
  bytes: 'Null: the rule does not count.',
})
