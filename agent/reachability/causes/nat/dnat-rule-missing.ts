import type { Cause } from '../cause.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { missingRules } from '../reading/missing-rules.ts'
import { askedWords } from '../reading/parties-words.ts'
import { covers, publishersOf } from '../reading/publications-of.ts'
import { publishedEvidence } from '../reading/published-evidence.ts'
import { translationsOf } from '../reading/translations.ts'
import { lossEvidence } from '../reading/where.ts'

export const dnatRuleMissing: Cause = {
  id: 'dnat-rule-missing',
  layer: 'nat',
  symptom: 'A port that `docker ps` shows as published is refused.',
  confirm: '`iptables -t nat -S` has no rule for the port, although `docker inspect` shows PortBindings.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  explain: (finding) => {
    const { loss, exchange, scene } = finding
    if (exchange === null || loss?.reason !== 'no-socket' || loss.packet.connection === 'untracked') return null
    const { destination } = exchange.probe
    const published = publishersOf(finding).find((one) => covers(one, destination))
    if (published === undefined || translationsOf(finding).length > 0) return null
    // Not this one only: all of Docker's are gone.
    if (missingRules(finding) !== null) return null
    if (destination.includes(':') && published.container.endpoints.every(({ ipv6 }) => ipv6 === '')) return null
    return {
      summary: `${published.container.name} publishes ${askedWords(finding)}, but no rule on the host leads it there, and nobody listens on the host itself.`,
      evidence: [publishedEvidence(published), lossEvidence(loss)],
      remedy: [dockerCommand(scene.snapshot, 'restart', published.container.name)],
    }
  },
}
