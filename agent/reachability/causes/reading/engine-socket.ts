import type { SocketRecord } from '../../../../collectors/sockets/record.ts'
import type { Scene } from '../../scene/scene.ts'

/** Names of engines that keep the ports of their containers without serving them. */
const programs: ReadonlySet<string> = new Set(['dockerd', 'balenad'])

/** Whether a socket is the engine's own. */
export const isEnginesSocket = ({ inode }: SocketRecord, { snapshot, ownerOf }: Scene): boolean => {
  const owner = ownerOf(inode)
  return owner !== undefined && (owner.pid === snapshot.engine?.pid || programs.has(owner.command))
}
