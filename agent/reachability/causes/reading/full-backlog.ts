import type { Explanation, Finding } from '../cause.ts'
import { commandIn } from './command-in.ts'
import { containerWords } from './container-facts.ts'
import { serverContainer } from './involved.ts'
import { programOfSocket, socketEvidence } from './listeners-of.ts'
import { askedWords, spaceWords } from './parties-words.ts'

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
