import { isLoopback } from '../../../firewall/prefix.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { isDirectAccessRule } from '../reading/dockers-drop.ts'
import { askedWords } from '../reading/parties-words.ts'
import { type Published, publishersOf } from '../reading/publications-of.ts'
import { publishedEvidence } from '../reading/published-evidence.ts'
import { stoppedByRule } from '../reading/stopped-by-rule.ts'

export const publishedOnLoopback: Cause = {
  id: 'published-on-loopback',
  layer: 'nat',
  symptom: 'A published port is refused for others, and works on the host itself.',
  confirm: '`docker ps` shows 127.0.0.1:PORT->…; `ss -ltn` shows the port on 127.0.0.1 only.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  explain: (finding) => ofSocket(finding) ?? ofRule(finding),
}

const ofSocket = (finding: Finding): Explanation | null => {
  const { loss, exchange } = finding
  if (loss?.reason !== 'no-socket' && loss?.reason !== 'socket-elsewhere') return null
  if (exchange === null || isLoopback(exchange.probe.destination)) return null
  const publishers = publishersOf(finding)
  const [published] = publishers
  if (published === undefined || !publishers.every(({ port }) => isLoopback(port.ip))) return null
  return {
    summary: `${published.container.name} publishes its port on ${published.port.ip} only: ${askedWords(finding)} leads to nobody.`,
    evidence: [publishedEvidence(published)],
    remedy: [again(published)],
  }
}

/** Docker 28 and later drop what others forge for the loopback address of the host. */
const ofRule = (finding: Finding): Explanation | null => {
  const stopped = stoppedByRule(finding)
  if (stopped === null || !isDirectAccessRule(stopped)) return null
  const destination = stopped.facts.destination?.value ?? ''
  if (!isLoopback(destination)) return null
  return blameRule(finding, stopped, {
    because: 'a port that is published on a loopback address is for the host itself only',
    remedy: ['# publish the port on an address that others reach: docker run -p PORT:PORT …'],
  })
}

const again = ({ container, port, containerPort }: Published): string =>
  `# make ${container.name} anew with the port on all addresses: docker run -p ${port.port}:${containerPort} …`
