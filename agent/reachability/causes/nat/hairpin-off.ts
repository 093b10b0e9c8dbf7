import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { askedWords, askerWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { lastDestination } from '../reading/translations.ts'

export const hairpinOff: Cause = {
  id: 'hairpin-off',
  layer: 'nat',
  symptom: 'A container times out at its own published port (without userland proxy); others reach it.',
  confirm: '`bridge -d link show dev vethX` shows "hairpin off".',
  more: 'https://github.com/moby/moby/issues/18882',
  explain: (finding) => {
    const { loss, source } = finding
    if (loss?.reason !== 'bridge-same-port' || loss.device === undefined) return null
    const translated = lastDestination(finding)
    const port = portTo(finding) ?? loss.device
    if (translated === undefined || source === null) return null
    return {
      summary: `${askerWords(finding)} asks ${askedWords(finding)}, which leads back to itself, but the bridge gives no frame back out of the port where it came in (${port.name}: hairpin off).`,
      evidence: [linkEvidence(port, 'hairpin off')],
      remedy: [commandIn(port.space, `bridge link set dev ${shellWord(port.name)} hairpin on`)],
    }
  },
}

/** The port of the bridge that leads to the sender. */
const portTo = ({ source, loss }: Finding) => {
  if (source === null || loss === null) return undefined
  return [...loss.space.devices.values()].find(
    ({ joined, master }) => master !== null && joined !== null && joined !== 'unknown' && joined.space === source,
  )
}
