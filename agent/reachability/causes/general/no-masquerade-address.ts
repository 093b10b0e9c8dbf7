import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { ruleEvidence } from '../reading/rule-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** MASQUERADE drops where the interface has no address to give. */
export const noMasqueradeAddress: Cause = {
  id: 'no-masquerade-address',
  layer: 'nat',
  symptom: 'Everything that leaves by one interface times out.',
  confirm: '`ip addr show dev IF` shows no address of the family.',
  more: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'no-source-address' || loss.rule === undefined || loss.device === undefined) return null
    const { device, rule, space } = loss
    return {
      summary: `${device.name} has no address under which ${packetWords(finding)} could leave, as a rule wants it to.`,
      evidence: [linkEvidence(device, 'no address'), ruleEvidence(rule, scene.snapshot)],
      remedy: [`# give it an address: ${commandIn(space, `ip addr add ADDRESS/PREFIX dev ${shellWord(device.name)}`)}`],
      rule,
    }
  },
}
