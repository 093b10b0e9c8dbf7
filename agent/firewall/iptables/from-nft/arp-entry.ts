import type { ArpEntry } from '../../../../collectors/netfilter/xtables/record.ts'
import { addressMask, addressOf, bigEndian, interfaceOf } from './bytes.ts'
import { type Comparison, Draft, isInverted, unknownComparison, unmasked, type Writable } from './draft.ts'

type ArpDraft = Draft<Writable<ArpEntry>>

const noHardware = { address: '00:00:00:00:00:00', mask: '00:00:00:00:00:00' }
const nothing = { value: 0, mask: 0 }

export const newArpDraft = (): ArpDraft =>
  new Draft({
    source: '0.0.0.0',
    sourceMask: '0.0.0.0',
    target: '0.0.0.0',
    targetMask: '0.0.0.0',
    inInterface: '',
    outInterface: '',
    sourceHardware: noHardware,
    targetHardware: noHardware,
    hardwareLength: nothing,
    operation: nothing,
    hardwareType: nothing,
    protocolType: nothing,
    invert: {
      inInterface: false,
      outInterface: false,
      source: false,
      target: false,
      sourceHardware: false,
      targetHardware: false,
      operation: false,
      hardwareType: false,
      protocolType: false,
      hardwareLength: false,
    },
  })

type Numbers = 'hardwareType' | 'protocolType' | 'hardwareLength' | 'operation'
/** struct arphdr (linux/if_arp.h): offset and size of what is compared as a number. */
const numbers: { readonly [offset: number]: readonly [Numbers, bytes: 1 | 2] } = {
  0: ['hardwareType', 2],
  2: ['protocolType', 2],
  4: ['hardwareLength', 1],
  6: ['operation', 2],
}
/** ar_pln: arptables-nft asks in every rule that addresses have four bytes. */
const protocolLengthAt = 5
/** The addresses follow, and where depends on the length of a hardware address: only that of Ethernet is known here. */
const addresses: { readonly [offset: number]: 'sourceHardware' | 'source' | 'targetHardware' | 'target' } = {
  8: 'sourceHardware',
  14: 'source',
  18: 'targetHardware',
  24: 'target',
}

const compareAddress = (
  comparison: Comparison & { readonly length: number },
  offset: number,
  draft: ArpDraft,
): void => {
  const { loaded, mask, op, data, length } = comparison
  const key = addresses[offset]
  if (key === undefined) throw unknownComparison(loaded)
  draft.once(`the address at byte ${offset}`)
  draft.entry.invert[key] = isInverted(op)
  if (key === 'sourceHardware' || key === 'targetHardware') {
    draft.entry[key] = { address: addressOf(data, 'hardware'), mask: addressMask(mask, length, 'hardware') }
    return
  }
  draft.entry[key] = addressOf(data, 'ipv4')
  draft.entry[`${key}Mask`] = addressMask(mask, length, 'ipv4')
}

const compareInterface = (key: 'inInterface' | 'outInterface', comparison: Comparison, draft: ArpDraft): void => {
  unmasked(comparison.mask)
  draft.once(key)
  const { name, invert } = interfaceOf(comparison.data, isInverted(comparison.op))
  draft.entry[key] = name
  draft.entry.invert[key] = invert
}

/** What a comparison of a rule of arptables means. @throws ForeignRule */
export const compareArp = (comparison: Comparison, draft: ArpDraft): void => {
  const { loaded, mask, op, data } = comparison
  if (loaded.from === 'meta') {
    if (loaded.key === 'iifname') compareInterface('inInterface', comparison, draft)
    else if (loaded.key === 'oifname') compareInterface('outInterface', comparison, draft)
    else throw unknownComparison(loaded)
    return
  }
  if (loaded.base !== 'network') throw unknownComparison(loaded)
  if (loaded.offset === protocolLengthAt) {
    if (data !== '04' || op !== 'eq') throw unknownComparison(loaded)
    return
  }
  const number = numbers[loaded.offset]
  if (number === undefined) {
    compareAddress({ ...comparison, length: loaded.length }, loaded.offset, draft)
    return
  }
  const [key, bytes] = number
  unmasked(mask)
  draft.once(key)
  draft.entry[key] = { value: bigEndian(data, bytes), mask: bytes === 1 ? 0xff : 0xffff }
  draft.entry.invert[key] = isInverted(op)
}
