import { familyOf, withPort } from '../../../firewall/prefix.ts'
import type { Cause, Finding } from '../cause.ts'
import { answerApart as found } from '../reading/answers-apart.ts'
import { askerWords, spaceWords } from '../reading/parties-words.ts'
import { iptablesIn, ruleEvidence } from '../reading/rule-words.ts'
import { spaceEvidence } from '../reading/where.ts'

/** The answer to a translated request takes another way, on which nobody translates it back. */
export const answerApart: Cause = {
  id: 'answer-apart',
  layer: 'nat',
  symptom: 'Time out, while the service answers: its answers come from an address that nobody asked.',
  confirm: '`tcpdump` at the sender shows answers from another address than the one it asked.',
  more: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
  explain: (finding) => {
    const translated = found(finding)
    if (translated === null) return null
    const { space, from, to, rule } = translated
    const [asked, answering] = [from, to].map(({ address, port }) => withPort(address, port ?? 0))
    return {
      summary: `${spaceWords(space)} leads what ${askerWords(finding)} sends from ${asked} on to ${answering}, but the answer does not come back through ${spaceWords(space)}.`,
      evidence: [
        rule === undefined
          ? spaceEvidence(space, `${asked} becomes ${answering}`)
          : ruleEvidence(rule, finding.scene.snapshot),
      ],
      remedy: [
        `# let the answers go through ${spaceWords(space)}, or masquerade what is led on:`,
        iptablesIn(
          space,
          familyOf(to.address),
          `-t nat -A POSTROUTING -d ${to.address}${protocolWords(finding, to.port)} -j MASQUERADE`,
        ),
      ],
      ...(rule === undefined ? {} : { rule }),
    }
  },
}

const protocolWords = ({ exchange }: Finding, port: number | null): string =>
  port === null ? '' : ` -p ${exchange?.probe.protocol} --dport ${port}`
