import { blamedRule } from '../../blame.ts'
import type { Cause } from '../cause.ts'
import { spaceWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence, ruleWords } from '../reading/rule-words.ts'
import { translationsOf } from '../reading/translations.ts'
import { isUnowned } from '../reading/unowned-address.ts'
import { spaceEvidence } from '../reading/where.ts'

export const snatAddressGone: Cause = {
  id: 'snat-address-gone',
  layer: 'nat',
  symptom: 'Everything from a network to the outside times out.',
  confirm: '`iptables -t nat -S POSTROUTING` has SNAT --to-source with an address that `ip addr` does not show.',
  more: 'https://docs.docker.com/engine/network/drivers/bridge/#options',
  explain: (finding) => {
    const { loss, lostOn, scene } = finding
    if (loss === null || (lostOn !== 'reply' && loss.reason !== 'beyond-uplink')) return null
    const { snapshot } = scene
    const translated = translationsOf(finding).findLast(({ kind }) => kind === 'source')
    if (translated?.rule === undefined || !isUnowned(translated.to.address, scene)) return null
    const { rule, space, to } = translated
    return {
      summary: `${ruleWords(rule, blamedRule(rule, snapshot))} gives ${to.address} to what leaves, and ${spaceWords(space)} does not have that address: no answer finds its way back.`,
      evidence: [ruleEvidence(rule, snapshot), spaceEvidence(space, `no interface has ${to.address}`)],
      remedy: [removalOf(rule, snapshot), '# and masquerade instead: iptables -t nat -A POSTROUTING … -j MASQUERADE'],
      rule,
    }
  },
}
