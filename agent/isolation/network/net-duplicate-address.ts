import { identitiesOf } from '../../topology/identity.ts'
import type { Check } from '../check.ts'
import type { Context } from '../context.ts'
import { linkWords, type Segment, segmentsOf } from '../reading/segments.ts'

export const netDuplicateAddress: Check = {
  id: 'net-duplicate-address',
  title: 'Two interfaces of a network have the same address',
  gain: "Gets what is meant for the other: it may be somebody's mistake, or an attack.",
  reference: null,
  *find(context) {
    for (const segment of segmentsOf(context)) {
      const holders = Map.groupBy(addressesIn(context, segment), ({ address }) => address)
      for (const [address, claims] of holders) {
        const [first, ...others] = claims
        yield first === undefined || others.length === 0
          ? null
          : {
              severity: 'high',
              reason:
                address.includes('.') || !isMac(address)
                  ? 'who gets a packet depends on who answers first'
                  : 'the bridge sends frames to whoever sent last',
              object: identitiesOf(context.snapshot).interfaceKey(segment.bridge),
              name: `${address} on ${segment.bridge.name ?? 'a bridge'}`,
              evidence: claims.map(({ where }) => ({ where, fact: address })),
              remedy: ['# find out who has it rightly, and give the other one its own'],
            }
      }
    }
  },
}

const isMac = (address: string): boolean => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address)

interface Claim {
  readonly address: string
  readonly where: string
}

/** The MAC addresses and IP addresses of all that is attached, and of the bridge itself; each interface has an address once. */
const addressesIn = (context: Context, { bridge, attached }: Segment): readonly Claim[] =>
  [bridge, ...attached.map(({ inside }) => inside)].flatMap((link) => {
    const where = linkWords(context, link)
    const own = context.snapshot.addresses
      .filter(({ netns, ifindex }) => netns === link.netns && ifindex === link.ifindex)
      .flatMap(({ local, address }) => local ?? address ?? [])
      .filter((address) => !address.startsWith('fe80:'))
    // The bridge takes the lowest MAC address of its ports for its own, not that of their other ends.
    return [...new Set([...(link.address === undefined ? [] : [link.address]), ...own])].map((address) => ({
      address,
      where,
    }))
  })
