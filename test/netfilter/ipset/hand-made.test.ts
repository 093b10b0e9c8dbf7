import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { ipsetSaveLines } from '../../../agent/firewall/ipset-text.ts'
import { ipsetListing } from '../../../collectors/netfilter/ipset/messages.ts'
import { readIpsetHeaders, readIpsets } from '../../../collectors/netfilter/ipset/read-ipsets.ts'
import { ipsetShape } from '../../../collectors/netfilter/ipset/record.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import { Turns } from '../../../collectors/turns.ts'
import { toJson } from '../../../collectors/wire/json.ts'
import { be16, be32, hex, ip4, join, text, u8 } from '../../captures/parts.ts'
import { attribute } from '../conntrack/attribute-bytes.ts'
import { type Answer, type Asked, acknowledged, done, fakeKernel, refusal } from '../conntrack/fake-kernel.ts'
import { decodeBytes, maltreat } from '../conntrack/only-decode-errors.ts'

const nested = 0x8000
const netOrder = 0x4000
const PROTOCOL = 0x601
const LIST = 0x607

const number = (type: number, value: Uint8Array): Uint8Array => attribute(type | netOrder, value)
const address = (type: number, bytes: Uint8Array): Uint8Array =>
  attribute(type | nested, number(bytes.length === 4 ? 1 : 2, bytes))
const address6 = hex('20010db8000000000000000000000001')

/** struct nfgenmsg { NFPROTO_IPV4, NFNETLINK_V0, 0 } */
const head = hex('02000000')
const member = (...attributes: readonly Uint8Array[]): Uint8Array => attribute(7 | nested, ...attributes)
const members = (...those: readonly Uint8Array[]): Uint8Array => attribute(8 | nested, ...those)

/** The first message of a set. */
const begun = (
  { name, type, family }: { readonly name: string; readonly type: string; readonly family: number },
  options: readonly Uint8Array[],
  ...those: readonly Uint8Array[]
): Uint8Array =>
  join(
    head,
    attribute(1, u8(7)),
    attribute(2, text(name)),
    attribute(3, text(type)),
    attribute(5, u8(family)),
    attribute(4, u8(3)),
    number(11, be16(9)),
    attribute(7 | nested, ...options),
    members(...those),
  )

const hashOptions = [number(18, be32(1024)), number(19, be32(65536))]
const counted = [number(25, be32(1)), number(26, be32(500)), number(24, be32(2))]

/** Sets of types that few kernels have, and how `ipset save` prints them. */
const types: { readonly [type: string]: { readonly body: Uint8Array; readonly lines: readonly string[] } } = {
  'hash:mac': {
    body: begun(
      { name: 'm', type: 'hash:mac', family: 0 },
      [...hashOptions, ...counted],
      member(attribute(17, hex('0123456789ab'))),
      member(attribute(17, hex('020000000001'))),
    ),
    lines: ['create m hash:mac hashsize 1024 maxelem 65536', 'add m 01:23:45:67:89:AB', 'add m 02:00:00:00:00:01'],
  },
  'hash:ip,mac': {
    body: begun(
      { name: 'im', type: 'hash:ip,mac', family: 10 },
      [...hashOptions, ...counted, number(6, be32(600))],
      member(address(1, address6), attribute(17, hex('0123456789ab')), number(6, be32(30))),
    ),
    lines: [
      'create im hash:ip,mac family inet6 hashsize 1024 maxelem 65536 timeout 600',
      'add im 2001:db8::1,01:23:45:67:89:AB timeout 30',
    ],
  },
  'hash:ip,mark': {
    body: begun(
      { name: 'k', type: 'hash:ip,mark', family: 2 },
      [...hashOptions, number(11, be32(0xff)), ...counted, number(21, u8(12)), number(17, be32(0xabc))],
      member(address(1, ip4('10.0.0.1')), number(10, be32(0x1f))),
    ),
    lines: [
      'create k hash:ip,mark family inet markmask 0x000000ff hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000abc',
      'add k 10.0.0.1,0x0000001f',
    ],
  },
  'hash:net,net': {
    body: begun(
      { name: 'nn', type: 'hash:net,net', family: 2 },
      [...hashOptions, address(12, ip4('255.255.0.0')), ...counted],
      member(
        address(1, ip4('10.0.0.0')),
        address(20, ip4('10.1.0.0')),
        attribute(3, u8(8)),
        attribute(21, u8(16)),
        number(8, be32(4)),
      ),
      member(address(1, ip4('10.0.0.1')), address(20, ip4('10.1.0.0')), attribute(3, u8(32)), attribute(21, u8(16))),
    ),
    lines: [
      'create nn hash:net,net family inet hashsize 1024 maxelem 65536 bitmask 255.255.0.0',
      'add nn 10.0.0.0/8,10.1.0.0/16 nomatch',
      'add nn 10.0.0.1,10.1.0.0/16',
    ],
  },
  'hash:net,port,net': {
    body: begun(
      { name: 'npn', type: 'hash:net,port,net', family: 10 },
      [...hashOptions, ...counted, number(8, be32(0x78))],
      member(
        address(1, address6),
        address(20, address6),
        number(4, be16(8 * 256)),
        attribute(3, u8(64)),
        attribute(21, u8(128)),
        attribute(7, u8(58)),
        number(24, hex('0020000000000001')),
        number(25, hex('0000000000000002')),
      ),
    ),
    lines: [
      'create npn hash:net,port,net family inet6 hashsize 1024 maxelem 65536 counters comment forceadd skbinfo',
      'add npn 2001:db8::1/64,ipv6-icmp:8/0,2001:db8::1 packets 2 bytes 9007199254740993',
    ],
  },
}

const bodies = Object.entries(types).map(([type, { body }]) => [type, body] as const)

/** A kernel with these sets. */
const kernel = (listing: readonly Uint8Array[], versions = [attribute(1, u8(7)), attribute(10, u8(6))]) =>
  fakeKernel(({ type }: Asked): readonly Answer[] =>
    type === PROTOCOL
      ? [[PROTOCOL, join(head, ...versions)], acknowledged]
      : [...listing.map((body): Answer => [LIST, body]), done],
  )

const readFrom = async (listing: readonly Uint8Array[]) => {
  using connection = new NetlinkConnection(kernel(listing))
  return await readIpsets(connection, new Turns())
}

describe('a set of a type that this kernel has not', () => {
  test.each(Object.entries(types))('%s', async (type, { body, lines }) => {
    const { sets, malformedCount } = await readFrom([body])
    expect(malformedCount).toBe(0)
    expect(sets.map((set) => set.type)).toEqual([type])
    expect(sets.flatMap(ipsetSaveLines)).toEqual(lines)
    expect(sets[0]?.index).toBe(9)
  })

  test('has the form that the schema says', async () => {
    const { sets } = await readFrom(Object.values(types).map(({ body }) => body))
    const validate = new Ajv({ strict: false, allErrors: true }).compile(ipsetShape.json)
    for (const set of sets) {
      validate(JSON.parse(toJson(set)))
      expect(validate.errors ?? []).toEqual([])
    }
  })

  test.each(bodies)('%s, cut off or with a bit flipped, fails with a DecodeError or not at all', (_, body) => {
    expect(maltreat(ipsetListing.decode, body)).toBeGreaterThan(100)
  })
})

describe('what is not as expected', () => {
  test('an attribute, a flag and a dimension of tomorrow are kept', async () => {
    const body = begun(
      { name: 'f', type: 'hash:ip,colour', family: 2 },
      [...hashOptions, attribute(99, u8(5))],
      member(address(1, ip4('10.0.0.1')), attribute(98, u8(6)), number(8, be32(0x104))),
    )
    const { sets } = await readFrom([body])
    expect(sets[0]?.options.unknown).toEqual([{ type: 99, bytes: '05' }])
    expect(sets[0]?.members).toEqual([
      { address: '10.0.0.1', unknown: [{ type: 98, bytes: '06' }], flags: ['nomatch', 'bit 8'] },
    ])
    expect(sets.flatMap(ipsetSaveLines)[1]).toBe('add f 10.0.0.1,unknown colour nomatch')
  })

  test('a name or comment cannot begin a line of its own', async () => {
    const options = [...hashOptions, number(8, be32(0x10))]
    const comment = attribute(26, text('x" \nadd b 0.0.0.0/0'))
    const body = begun(
      { name: 'a\nb', type: 'hash:ip', family: 2 },
      options,
      member(address(1, ip4('10.0.0.1')), comment),
    )
    const { sets } = await readFrom([body])
    expect(sets.flatMap(ipsetSaveLines)).toEqual([
      'create a\\x0ab hash:ip family inet hashsize 1024 maxelem 65536 comment',
      'add a\\x0ab 10.0.0.1 comment "x\\x22 \\x0aadd b 0.0.0.0/0"',
    ])
  })

  test('members that come in several messages are put together; those of no set are a fault', async () => {
    const more = (name: string, last: string): Uint8Array =>
      join(head, attribute(1, u8(7)), attribute(2, text(name)), members(member(address(1, ip4(last)))))
    const first = begun({ name: 'p', type: 'hash:ip', family: 2 }, hashOptions, member(address(1, ip4('10.0.0.1'))))
    const { sets, malformedCount, malformed } = await readFrom([first, more('p', '10.0.0.2'), more('q', '10.0.0.3')])
    expect(sets.map((set) => set.members)).toEqual([[{ address: '10.0.0.1' }, { address: '10.0.0.2' }]])
    expect(malformedCount).toBe(1)
    expect(malformed.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^ipset: members of a set q that was not begun at byte \d+$/),
    ])
  })

  test('an address of neither family, and one of the wrong length, are refused', () => {
    for (const wrong of [attribute(1 | nested), attribute(1 | nested, number(1, address6)), attribute(1, u8(1))])
      expect(() =>
        decodeBytes(ipsetListing.decode, join(head, attribute(2, text('x')), members(member(wrong)))),
      ).toThrow(/^ipset › members › address/)
  })

  test('a set without its options is refused', async () => {
    const { malformed } = await readFrom([join(head, attribute(2, text('x')), attribute(3, text('hash:ip')))])
    expect(malformed.map(({ fault }) => fault)).toEqual(['a set without name, type or options'])
  })
})

describe('the version of the protocol', () => {
  const asked = async (versions: readonly Uint8Array[]): Promise<number | undefined> => {
    const transport = kernel([], [...versions])
    using connection = new NetlinkConnection(transport)
    await readIpsets(connection, new Turns())
    return transport.asked.at(-1)?.body[8]
  }

  test('is the newest that both know', async () => {
    expect(await asked([attribute(1, u8(6))])).toBe(6)
    expect(await asked([attribute(1, u8(7)), attribute(10, u8(6))])).toBe(7)
    expect(await asked([attribute(1, u8(9)), attribute(10, u8(6))])).toBe(7)
  })

  test('of a kernel that knows only newer or older ones, or no sets at all, is unsupported', async () => {
    await expect(asked([attribute(1, u8(9)), attribute(10, u8(8))])).rejects.toMatchObject({ code: 'EPROTONOSUPPORT' })
    await expect(asked([attribute(1, u8(5))])).rejects.toMatchObject({ code: 'EPROTONOSUPPORT' })
    using none = new NetlinkConnection(fakeKernel(() => [refusal(22)]))
    expect(() => readIpsetHeaders(none)).toThrow('this kernel has no ip_set')
    using denied = new NetlinkConnection(fakeKernel(() => [refusal(1)]))
    expect(() => readIpsetHeaders(denied)).toThrow(/EPERM/)
  })

  test('6 has no indexes: they are asked of iptables’ own interface', async () => {
    const { name, type } = { name: 'old', type: 'hash:ip' }
    const old = join(head, attribute(2, text(name)), attribute(3, text(type)), attribute(7 | nested, ...hashOptions))
    using connection = new NetlinkConnection(kernel([old], [attribute(1, u8(6))]))
    const indexes = { indexOf: (wanted: string) => (wanted === name ? 4 : null), [Symbol.dispose]: () => {} }
    expect((await readIpsets(connection, new Turns(), { indexes })).sets[0]?.index).toBe(4)
    expect((await readIpsets(connection, new Turns())).sets[0]?.index).toBeNull()
  })
})
