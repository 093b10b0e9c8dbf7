import { isLoopback } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { ruleEvidence } from '../reading/rule-words.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'
import { lastDestination } from '../reading/translations.ts'

/** A packet comes in for an address that no packet from outside may have: of the loopback, or none at all. */
export const martianDestination: Cause = {
  id: 'martian-destination',
  layer: 'routing',
  symptom: 'Timeout: the kernel takes the packet for a mistake. Often a rule leads a port to 127.0.0.1.',
  confirm: 'With net.ipv4.conf.all.log_martians=1 the kernel log tells of it.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) => {
    const translated = lastDestination(finding)
    const { device } = finding.loss ?? {}
    const isLed = translated !== undefined && translated.space === device?.space && isLoopback(translated.to.address)
    const told = toldByLoss(finding, 'martian-destination', () =>
      isLed && device !== undefined
        ? [setSysctl(device.space, deviceSetting(device, 'ipv4', 'route_localnet'), 1)]
        : ['# send it to an address of the host instead'],
    )
    if (told === null || !isLed || translated.rule === undefined) return told
    const { rule } = translated
    return { ...told, evidence: [...told.evidence, ruleEvidence(rule, finding.scene.snapshot)], rule }
  },
}
