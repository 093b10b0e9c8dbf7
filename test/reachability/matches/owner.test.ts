import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileMatch } from '../../../agent/reachability/netfilter/xtables/matches/index.ts'
import { echoPacket, kernelSender, udpPacket } from '../../../agent/reachability/packet/build.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import { print } from '../../kernel/print.ts'
import { type Lab, openLab, type Space } from '../../lab/lab.ts'
import type { Seen } from '../seen-at.ts'
import { contextOf, countsAt, lookAt, rulesIn } from './judge.ts'

let lab: Lab
let place: Space

beforeAll(async () => {
  lab = await openLab()
  const [first] = (await lab.manyNamespaces(1, 'owner')).containers
  if (first === undefined) throw new Error('the lab made no namespace')
  place = first
  await print(place, 'ip', 'link', 'set', 'lo', 'up')
}, 60_000)

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const rules = ['--uid-owner 0', '--uid-owner 1000', '--uid-owner 500-1500', '--gid-owner 7', '--gid-owner 1-9']
  .flatMap((one) => [one, `! ${one}`])
  .concat([
    '--uid-owner 1000 --gid-owner 7',
    '! --uid-owner 1000 ! --gid-owner 7',
    '--socket-exists',
    '! --socket-exists',
  ])
const lines = ['udp', 'icmp'].flatMap((protocol) => rules.map((rule) => `-p ${protocol} -m owner ${rule}`))

const says = (seen: Seen, packets: readonly Packet[]): readonly number[] => {
  const trial = newTrial(seen.scene)
  return rulesIn(seen.space, 'ipv4', 'raw', 'OUTPUT').map(({ entry, matches }) => {
    const matched = packets.filter((packet) => {
      const context = { ...contextOf(seen, packet, trial), hook: 'output' as const, in: null }
      return packet.protocol === entry.protocol && matches.every((match) => compileMatch(match)(context) === true)
    })
    return matched.length
  })
}

test.each([
  [0, 0],
  [1000, 7],
  [1000, 0],
  [1500, 9],
  [2000, 10],
])('a datagram of user %i and group %i, and the error that the kernel sends', async (uid, gid) => {
  const input = ['*raw', ...lines.map((line) => `-A OUTPUT ${line}`), 'COMMIT', ''].join('\n')
  const { status, stderr } = await place.exec(['iptables-legacy-restore'], { input })
  if (status !== 0) throw new Error(stderr)
  const seen = await lookAt(place)
  const ids = ['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups']
  await print(place, 'setpriv', ...ids, 'bash', '-c', 'echo x >/dev/udp/127.0.0.1/9')
  const both = { source: '127.0.0.1', destination: '127.0.0.1' }
  const datagram = udpPacket({ ...both, label: 'datagram', sourcePort: 1, destinationPort: 9 })
  const error = echoPacket({ ...both, label: 'error', identifier: 1 })
  datagram.sender = { uid, gid, device: 0, kernel: false }
  error.sender = kernelSender
  expect(says(seen, [datagram, error])).toEqual(countsAt(place, 'ipv4', 'raw', 'OUTPUT'))
})
