import { eitherSetting, ipv4SettingsOf, largerSetting } from '../../neighbours/settings.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { senderOf } from '../reading/misdirected.ts'
import { packetWords } from '../reading/parties-words.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'

/** An interface does not answer ARP, or asks nobody. */
export const noarpOrArpIgnore: Cause = {
  id: 'noarp-or-arp-ignore',
  layer: 'link',
  symptom: 'Host unreachable, although the interface is up and has the address.',
  confirm: 'ip link shows NOARP, or sysctl net.ipv4.conf shows arp_ignore or arp_filter.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    for (const { reason, device } of asked?.because ?? []) {
      const found = reason === 'arp-ignored' && device !== undefined ? silence(finding, device) : null
      if (found !== null) return found
    }
    const { loss, scene } = finding
    if (loss?.reason !== 'otherhost') return null
    const sender = senderOf(scene, loss)
    return sender?.hasNoArp === true ? noArp(finding, sender, 'asks nobody for hardware addresses') : null
  },
}

const noArp = (finding: Finding, device: Device, does: string): Explanation => ({
  summary: `${deviceWords(device)} has no ARP and ${does}: ${packetWords(finding)} cannot arrive.`,
  evidence: [linkEvidence(device)],
  remedy: [setLink(device, 'arp on')],
})

const silence = (finding: Finding, device: Device): Explanation | null => {
  if (device.hasNoArp) return noArp(finding, device, 'answers nobody')
  const settings = ipv4SettingsOf(device)
  const level = largerSetting(device, 'arp_ignore', settings?.arpIgnore)
  if (level > 0) return bySetting(finding, device, { name: 'arp_ignore', own: settings?.arpIgnore ?? 0, value: level })
  if (eitherSetting(device, 'arp_filter', settings?.arpFilter))
    return bySetting(finding, device, { name: 'arp_filter', own: settings?.arpFilter ?? 0, value: 1 })
  return null
}

const bySetting = (
  finding: Finding,
  device: Device,
  { name, own, value }: { name: string; own: number; value: number },
): Explanation => {
  const ofAll = `net.ipv4.conf.all.${name}`
  const settings = own === value ? [deviceSetting(device, 'ipv4', name)] : [ofAll]
  if (own === value && device.space.sysctl(ofAll) === value) settings.push(ofAll)
  return {
    summary: `${deviceWords(device)} does not tell its hardware address (${name} is ${value}): ${packetWords(finding)} cannot arrive.`,
    evidence: settings.map((setting) => linkEvidence(device, `${setting} = ${value}`)),
    remedy: settings.map((setting) => setSysctl(device.space, setting, 0)),
  }
}
