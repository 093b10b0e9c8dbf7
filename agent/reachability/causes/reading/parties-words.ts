import { withPort } from '../../../firewall/prefix.ts'
import type { Space } from '../../scene/space.ts'
import type { Finding } from '../cause.ts'

/** Who asks, as people call it: `web`, `the host`, `198.51.100.7`. */
export const askerWords = ({ source, sourceContainer, exchange }: Finding): string =>
  sourceContainer?.name || (source === null ? (exchange?.probe.source ?? 'somebody outside') : spaceWords(source))

/** Whom they ask for: `db (172.18.0.3), port 5432/tcp`. */
const goalWords = ({ target, targetContainer, exchange }: Finding): string => {
  const name = targetContainer?.name || (target === null ? '' : spaceWords(target))
  if (exchange === null) return name
  const { destination, port, protocol } = exchange.probe
  const who = name === '' ? destination : `${name} (${destination})`
  return port === undefined ? who : `${who}, port ${port}/${protocol}`
}

/** The packet that ended: `what web sends to db (172.18.0.3), port 5432/tcp`, or the answer to it. */
export const packetWords = (finding: Finding): string =>
  finding.lostOn === 'reply'
    ? `the answer of ${goalWords(finding)} to ${askerWords(finding)}`
    : `what ${askerWords(finding)} sends to ${goalWords(finding)}`

/** `the host`, `web`. */
export const spaceWords = ({ title }: Space): string => (title === 'host' ? 'the host' : title)

/** `10.0.0.5:80` as it was asked; the address alone where there is no port. */
export const askedWords = ({ exchange }: Finding): string => {
  if (exchange === null) return ''
  const { destination, port } = exchange.probe
  return port === undefined ? destination : withPort(destination, port)
}
