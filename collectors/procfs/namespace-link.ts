/** The inode in the target of a link such as `/proc/PID/ns/net` (`net:[4026531840]`); null for another kind of link. */
export const netInode = (link: string): number | null => {
  if (!link.startsWith('net:[') || !link.endsWith(']')) return null
  const inode = Number(link.slice('net:['.length, -1))
  return Number.isSafeInteger(inode) ? inode : null
}
