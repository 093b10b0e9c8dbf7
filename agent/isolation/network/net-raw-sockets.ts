import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Check } from '../check.ts'

export const netRawSockets: Check = {
  id: 'net-raw-sockets',
  title: 'A container has raw sockets open',
  gain: 'Hears packets of a protocol whoever they are for, and sends packets of its own making.',
  reference: null,
  *find({ snapshot, subjects, hostNetns }) {
    for (const subject of subjects) {
      const { netns } = subject.container
      const found = hostNetns.has(netns ?? '')
        ? []
        : snapshot.sockets.filter((socket) => socket.netns === netns && socket.protocol === 'raw')
      yield found.length === 0
        ? null
        : {
            severity: 'low',
            reason: 'ping has one for a moment; one that stays is worth a look',
            object: subject.key,
            name: subject.title,
            evidence: found.slice(0, 5).map(({ family, ipProtocol, local, inode }) => ({
              where: `raw sockets of ${family} (sock_diag, /proc/PID/net/raw)`,
              fact: `protocol ${ipProtocol ?? '?'} on ${local.address}, socket ${inode}, ${ownerOf(inode, snapshot)}`,
            })),
            remedy: [],
          }
    }
  },
}

const ownerOf = (inode: number, { socketOwners }: Snapshot): string => {
  const owner = socketOwners.find((one) => one.inode === inode)
  return owner === undefined ? 'process unknown' : `process ${owner.pid} (${owner.command})`
}
