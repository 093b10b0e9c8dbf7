import { destinationOf, destinationPortOf } from '../../packet/fields.ts'
import type { Finding } from '../cause.ts'
import { containerWords } from './container-facts.ts'
import { containerAtEnd } from './involved.ts'
import { spaceWords } from './parties-words.ts'

/** Where the request ended, as people call it: `web`, `the host`. */
export const endWords = (finding: Finding): string => {
  const container = containerAtEnd(finding)
  if (container !== null) return containerWords(container)
  return finding.loss === null ? '' : spaceWords(finding.loss.space)
}

/** The port that the request had when it ended, which NAT may have changed: `port 80/tcp`. */
export const endPort = ({ loss, exchange }: Finding): string =>
  loss === null ? '' : `port ${destinationPortOf(loss.packet)}/${exchange?.probe.protocol}`

/** The address that it had. */
export const endAddress = ({ loss }: Finding): string => (loss === null ? '' : destinationOf(loss.packet))
