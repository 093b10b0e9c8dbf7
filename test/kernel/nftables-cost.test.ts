import { afterAll, beforeAll, expect, test } from 'vitest'
import { NETLINK_NETFILTER, openNetlink, type Transport } from '../../collectors/linux/socket.ts'
import { readNftables } from '../../collectors/netfilter/nftables/read-nftables.ts'
import { eachMessage, NLMSG_DONE } from '../../collectors/netlink/answer.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { encodeRequest, NLM_F_DUMP, type RequestAttribute } from '../../collectors/netlink/request.ts'
import { type Lab, openLab, type Space } from '../lab/lab.ts'
import { openIn } from '../netfilter/conntrack/connection-in.ts'
import { cpuRatio } from './cpu-ratio.ts'

let lab: Lab
let spaces: readonly Space[]

beforeAll(async () => {
  lab = await openLab()
  spaces = (await lab.manyNamespaces(3, 'cost')).containers
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

/** The dump itself: what the kernel and the system calls take, nothing looked at. */
const receive = (transport: Transport, ask: Question): number => {
  const buffer = new Uint8Array(64 * 1024)
  const view = new DataView(buffer.buffer)
  const { type, family, attributes = [] } = ask
  transport.send(encodeRequest({ type, flags: NLM_F_DUMP, header: Uint8Array.of(family, 0, 0, 0), attributes }))
  for (let bytes = 0, done = false; ; ) {
    const length = transport.receive(buffer)
    bytes += length
    // The last datagram is a short one, or has the end behind its last message.
    if (length < 20 * 1024)
      eachMessage(view, length, (envelope) => {
        done ||= envelope.type === NLMSG_DONE
      })
    if (done) return bytes
  }
}
interface Question {
  readonly type: number
  readonly family: number
  readonly attributes?: readonly RequestAttribute[]
}

const GETRULE = (10 << 8) | 7
const GETSETELEM = (10 << 8) | 13

/** Alone 2 to 3 (and below 4 in `npm run bench rules`); other tests run meanwhile. */
const most = 6

/** How many times the CPU of receiving it takes to read it. */
const ratio = async (space: Space, question: Question): Promise<number> => {
  using transport = openIn(space, () => openNetlink(NETLINK_NETFILTER))
  using connection = openIn(space, () => new NetlinkConnection(openNetlink(NETLINK_NETFILTER)))
  return await cpuRatio(
    () => readNftables(connection),
    () => receive(transport, question),
    most,
    { pairs: 7, times: 4 },
  )
}

const feed = async (at: number, argv: readonly string[], input: string): Promise<Space> => {
  const space = spaces[at]
  if (space === undefined) throw new Error(`no namespace ${at}`)
  const { status, stderr } = await space.exec(argv, { input })
  if (status !== 0) throw new Error(stderr)
  return space
}
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at)
const address = (at: number): string => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`

test('1,000 rules of iptables-nft', async () => {
  const rules = numbers(1000).map((at) =>
    [
      `-A FORWARD -d ${address(at)}/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport ${1000 + at} -j ACCEPT`,
      `-A FORWARD -o br${at} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      `-A FORWARD -s ${address(at)}/32 -m comment --comment "rule ${at}" -j DROP`,
      `-A INPUT -m addrtype --dst-type LOCAL -m mark --mark ${at} -j ACCEPT`,
    ].at(at % 4),
  )
  const space = await feed(0, ['iptables-nft-restore'], `*filter\n${rules.join('\n')}\nCOMMIT\n`)
  expect(await ratio(space, { type: GETRULE, family: 0 })).toBeLessThan(most)
})

test('1,000 rules of nft', async () => {
  const rules = numbers(1000).map((at) =>
    [
      `ip daddr ${address(at)} tcp dport ${1000 + at} counter accept comment "rule ${at}"`,
      `iifname "br${at}" ct state established,related counter accept`,
      `ip saddr ${address(at)}/30 meta mark and 0xff == ${at % 256} counter drop`,
    ].at(at % 3),
  )
  const space = await feed(1, ['nft', '-f', '-'], `table inet t {\nchain c {\n${rules.join('\n')}\n}\n}`)
  expect(await ratio(space, { type: GETRULE, family: 0 })).toBeLessThan(most)
})

test('10,000 elements', async () => {
  const elements = numbers(10_000).map(address).join(', ')
  const space = await feed(
    2,
    ['nft', '-f', '-'],
    `table ip t { set s { type ipv4_addr; elements = { ${elements} }; }; }`,
  )
  const attributes: readonly RequestAttribute[] = [
    [1, Buffer.from('t\0')],
    [2, Buffer.from('s\0')],
  ]
  expect(await ratio(space, { type: GETSETELEM, family: 2, attributes })).toBeLessThan(most)
})
