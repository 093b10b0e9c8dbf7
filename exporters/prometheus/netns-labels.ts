import type { NetnsId } from '../../collectors/collector.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** The `netns` label: the inode, as `lsns` shows it; the kernel's id for a namespace that could not be opened. */
export const netnsLabels = ({ namespaces }: Snapshot): ((id: NetnsId) => string | number) => {
  const inodes = new Map(namespaces.map(({ id, inode }) => [id, inode]))
  return (id) => inodes.get(id) ?? id
}
