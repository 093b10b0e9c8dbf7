import { eitherSetting, ipv4SettingsOf, largerSetting } from '../../neighbours/settings.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { senderOf } from '../reading/misdirected.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'

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
  const places = own === value ? [device.name.replaceAll('.', '/')] : ['all']
  if (own === value && device.space.sysctl(`net.ipv4.conf.all.${name}`) === value) places.push('all')
  return {
    summary: `${deviceWords(device)} does not tell its hardware address (${name} is ${value}): ${packetWords(finding)} cannot arrive.`,
    evidence: places.map((place) => linkEvidence(device, `net.ipv4.conf.${place}.${name} = ${value}`)),
    remedy: places.map((place) =>
      commandIn(device.space, `sysctl -w ${shellWord(`net.ipv4.conf.${place}.${name}=0`)}`),
    ),
  }
}
