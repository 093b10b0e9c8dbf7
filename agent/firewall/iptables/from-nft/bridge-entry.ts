import type { BridgeEntry } from '../../../../collectors/netfilter/xtables/record.ts'
import { addressMask, addressOf, bigEndian, interfaceOf } from './bytes.ts'
import { type Comparison, Draft, isInverted, unknownComparison, unmasked, type Writable } from './draft.ts'

type BridgeDraft = Draft<Writable<BridgeEntry>>

export const newBridgeDraft = (): BridgeDraft =>
  new Draft({
    protocol: null,
    inInterface: '',
    outInterface: '',
    logicalIn: '',
    logicalOut: '',
    source: null,
    destination: null,
    invert: {
      protocol: false,
      inInterface: false,
      outInterface: false,
      logicalIn: false,
      logicalOut: false,
      source: false,
      destination: false,
    },
  })

const interfaces: { readonly [key: string]: 'inInterface' | 'outInterface' | 'logicalIn' | 'logicalOut' } = {
  iifname: 'inInterface',
  oifname: 'outInterface',
  ibrname: 'logicalIn',
  obrname: 'logicalOut',
}

/** ETH_P_802_3_MIN, linux/if_ether.h: what is below is no protocol, but a length. */
const leastProtocol = '0600'

/** What a comparison of a rule of ebtables means. @throws ForeignRule */
export const compareBridge = (comparison: Comparison, draft: BridgeDraft): void => {
  const { loaded, mask, op, data } = comparison
  const { entry } = draft
  if (loaded.from === 'meta') {
    if (loaded.key === 'protocol' && op === 'eq' && data === '0800' && mask === null) {
      // Before an `among` with IPv4 addresses, which say it themselves.
      draft.owed = 'it compares "meta protocol"'
      return
    }
    const key = interfaces[loaded.key]
    if (key === undefined) throw unknownComparison(loaded)
    unmasked(mask)
    draft.once(loaded.key)
    const { name, invert } = interfaceOf(data, isInverted(op))
    entry[key] = name
    entry.invert[key] = invert
    return
  }
  if (loaded.base !== 'link') throw unknownComparison(loaded)
  draft.once(`byte ${loaded.offset}`)
  switch (loaded.offset) {
    case 0:
      entry.destination = { address: addressOf(data, 'hardware'), mask: addressMask(mask, loaded.length, 'hardware') }
      entry.invert.destination = isInverted(op)
      return
    case 6:
      entry.source = { address: addressOf(data, 'hardware'), mask: addressMask(mask, loaded.length, 'hardware') }
      entry.invert.source = isInverted(op)
      return
    case 12: {
      unmasked(mask)
      const isLength = data === leastProtocol && (op === 'lt' || op === 'gte')
      entry.protocol = isLength ? 'length' : bigEndian(data, 2)
      entry.invert.protocol = isLength ? op === 'gte' : isInverted(op)
      return
    }
    default:
      throw unknownComparison(loaded)
  }
}
