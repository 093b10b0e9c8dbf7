import type { SocketRecord } from '../../../../collectors/sockets/record.ts'
import type { Explanation, Finding } from '../cause.ts'
import { endWords } from './end-words.ts'
import { othersAtPort, programOfSocket, socketEvidence } from './listeners-of.ts'

/** How a socket is not for what came, and what its program is to do. */
export interface Wrong {
  readonly isIt: (socket: SocketRecord) => boolean
  /** Behind the name of the program and where it runs: `hears on 127.0.0.1 only, and not on 10.9.0.3`. */
  readonly words: (socket: SocketRecord) => string
  readonly remedy: (socket: SocketRecord) => readonly string[]
}

/** A program has the port open, but not for what came. */
export const listensWrongly = (finding: Finding, { isIt, words, remedy }: Wrong): Explanation | null => {
  const { loss, scene } = finding
  const others = othersAtPort(finding)
  const [socket] = others
  if (loss === null || socket === undefined || !others.every(isIt)) return null
  return {
    summary: `${programOfSocket(socket, scene)} of ${endWords(finding)} ${words(socket)}.`,
    evidence: others.map((one) => socketEvidence(one, loss.space, scene)),
    remedy: remedy(socket),
  }
}
