import type { Cause, Explanation, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { containerWords } from '../reading/container-facts.ts'
import { serverContainer } from '../reading/involved.ts'
import { programOfSocket, socketEvidence } from '../reading/listeners-of.ts'
import { askedWords, spaceWords } from '../reading/parties-words.ts'

export const listenBacklogOverflow: Cause = {
  id: 'listen-backlog-overflow',
  layer: 'socket',
  symptom: 'New connections time out, those that are there work on.',
  confirm: '`ss -ltn` shows Recv-Q above Send-Q; ListenOverflows and ListenDrops of `nstat` rise.',
  more: 'https://man7.org/linux/man-pages/man2/listen.2.html',
  explain: (finding) => fullBacklog(finding),
}

/** A listener whose accept queue takes no more, with more evidence of the same. */
export const fullBacklog = (finding: Finding): Explanation | null => {
  const { loss, exchange, scene } = finding
  const { socket, space } = exchange?.reached ?? {}
  if (loss?.reason !== 'backlog-full' || socket == null || space === undefined) return null
  const { receiveQueue, sendQueue } = socket
  const container = serverContainer(finding)
  const name = container === null ? spaceWords(space) : containerWords(container)
  const owner = scene.ownerOf(socket.inode)
  return {
    summary: `${programOfSocket(socket, scene)} of ${name} does not accept: ${receiveQueue} connections to ${askedWords(finding)} wait, and no more than ${sendQueue} may, so the kernel drops new ones.`,
    evidence: [socketEvidence(socket, space, scene)],
    remedy: [
      owner === undefined
        ? '# see why the program does not accept'
        : `# see why it does not accept: cat /proc/${owner.pid}/stack /proc/${owner.pid}/status`,
      `# a greater backlog of listen(), up to: ${commandIn(space, 'sysctl net.core.somaxconn')}`,
    ],
  }
}
