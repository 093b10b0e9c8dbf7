import type { Container } from '../../../../collectors/containers/record.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { serverContainer } from '../reading/involved.ts'
import { programOfSocket, socketEvidence } from '../reading/listeners-of.ts'
import { processesOf } from '../reading/usage-of.ts'

/** accept() fails with EMFILE, and connections wait for ever. */
export const fdLimitHit: Cause = {
  id: 'fd-limit-hit',
  layer: 'socket',
  symptom: 'TCP connects and gets no answer, later it times out; "too many open files" in the log.',
  confirm: 'As many entries in /proc/PID/fd as "Max open files" of /proc/PID/limits; Recv-Q of the listener grows.',
  more: 'https://man7.org/linux/man-pages/man2/accept.2.html',
  explain: (finding) => {
    const { exchange, loss } = finding
    const socket = exchange?.reached?.socket
    if (exchange?.probe.protocol !== 'tcp' || socket == null || socket.receiveQueue === 0) return null
    // What waits is not accepted; what does not fit in is not even that.
    if (loss !== null && loss.reason !== 'backlog-full') return null
    const found = used(finding)
    const space = exchange.reached?.space
    if (found === null || space === undefined) return null
    const name = programOfSocket(socket, finding.scene)
    return {
      summary: `${name} of ${containerWords(found.container)} has all the files open that it may (${found.limit}), and accepts no connection: ${socket.receiveQueue} wait.`,
      evidence: [...found.evidence, socketEvidence(socket, space, finding.scene)],
      remedy: found.remedy,
    }
  },
  warn: (finding) => {
    const found = used(finding)
    return found === null
      ? null
      : {
          summary: `${containerWords(found.container)} has as many files open as one of its processes may (${found.limit}): it may not accept connections.`,
          evidence: found.evidence,
          remedy: found.remedy,
        }
  },
}

interface Used extends Pick<Explanation, 'evidence' | 'remedy'> {
  readonly container: Container
  readonly limit: number | bigint
}

/** The files of all its processes together are known: one that has them all is likely only where there are few others. */
const fewProcesses = 3
/** Each has its three standard streams. */
const usualFiles = 3

const used = (finding: Finding): Used | null => {
  const container = serverContainer(finding)
  const own = container === null ? undefined : processesOf(container, finding.scene.snapshot)
  if (container === null || own?.openFiles === undefined || own.openFilesLimit === undefined) return null
  const { openFiles, openFilesLimit: limit, processes } = own
  if (processes > fewProcesses || openFiles < Number(limit) + (processes - 1) * usualFiles) return null
  const name = containerWords(container)
  const evidence = [
    containerEvidence(
      container,
      `${openFiles} open files in ${processes} processes; /proc/${container.pid}/limits: Max open files ${limit}`,
    ),
  ]
  const remedy = [
    `prlimit --pid=${container.pid} --nofile=${Number(limit) * 4}`,
    `# make ${name} anew with --ulimit nofile=${Number(limit) * 4}, or mend what leaves files open`,
  ]
  return { container, limit, evidence, remedy }
}
