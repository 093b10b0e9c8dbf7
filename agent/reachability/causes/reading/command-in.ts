import type { Space } from '../../scene/space.ts'
import { shellWord } from './shell-word.ts'

/** What `ip netns` takes for a name of its own; engines name theirs by 12 hexadecimal digits, in folders of their own. */
const isOwnName = (name: string): boolean => !/^([0-9a-f]{12}|default|ingress_sbox|(1-|lb_)\w+)$/.test(name)

/**
 * A command as it is run in a namespace, from a shell on the host: as it is in the host's own. A name lasts longer than a process, which
 * may be there for a moment only.
 * @param command its words are quoted already
 */
export const commandIn = ({ namespace }: Space, command: string): string => {
  if (namespace === null || namespace.root) return command
  const [pid] = namespace.pids
  const name = namespace.names.find(isOwnName)
  if (name !== undefined) return `ip netns exec ${shellWord(name)} ${command}`
  return pid === undefined ? command : `nsenter --net=/proc/${pid}/ns/net ${command}`
}
