import { expect, test } from 'vitest'
import { runHook } from '../../../agent/reachability/netfilter/run-hook.ts'
import { arpPacket, udpPacket } from '../../../agent/reachability/packet/build.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import type { Device } from '../../../agent/reachability/scene/device.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import type { Question, Trial } from '../../../agent/reachability/trial.ts'
import type { ArpTable, BridgeRule, BridgeTable, XtTarget } from '../../../collectors/netfilter/xtables/record.ts'
import type { AttachedProgram } from '../../../collectors/programs/record.ts'
import { scratchNamespace } from '../../extensions/scratch-namespace.ts'
import { readLegacyAt, readNftAt } from '../../kernel/iptables-compared.ts'
import { madeSpace } from './made-space.ts'

interface Asked {
  readonly trial: Trial
  readonly questions: Question[]
}

const trialWith = (answer: number, programs: readonly AttachedProgram[] = []): Asked => {
  const questions: Question[] = []
  const decide = (question: Question): number => {
    questions.push(question)
    return answer
  }
  return { trial: newTrial({ snapshot: { programs } } as unknown as Scene, { decide }), questions }
}

const datagram = (): Packet =>
  udpPacket({ label: 'UDP', source: '10.1.0.2', destination: '10.1.0.1', sourcePort: 1000, destinationPort: 53 })

/** Rules as the kernel gives them back. */
const rulesOf = (lines: readonly string[], native = ''): Pick<Space, 'xtables' | 'nftables'> => {
  using namespace = scratchNamespace()
  if (lines.length > 0) namespace.run(['iptables-legacy-restore'], `${lines.join('\n')}\nCOMMIT\n`)
  if (native !== '') namespace.run(['nft', '-f', '-'], native)
  return { xtables: readLegacyAt(namespace.path).tables, nftables: readNftAt(namespace.path).tables }
}

const spaceWith = (rules: Partial<Space>): Space =>
  Object.assign(madeSpace({ addresses: { eth0: ['10.1.0.1/24'] } }), rules)

const input = (space: Space, trial: Trial, packet = datagram()) => {
  const [device = null] = space.devices.values()
  return runHook({ trial, space, packet, family: 'ip', hook: 'input', in: device, out: null })
}

const limited = '-m limit --limit 3/min'

test('what no snapshot tells is asked, and the answer decides', () => {
  const space = spaceWith(rulesOf(['*filter', `-A INPUT ${limited} -j DROP`]))
  const [matching, other] = [trialWith(0), trialWith(1)]
  expect(input(space, matching.trial)).toBe('drop')
  expect(input(space, other.trial)).toBe('accept')
  expect(matching.questions.map(({ key }) => key)).toEqual(['1 xt/ipv4/filter/INPUT/1 UDP'])
  expect(matching.trial.losses).toMatchObject([{ reason: 'filtered', rule: { number: 1 } }])
})

test('the same question of the same packet at the same rule is told apart by how often it was asked', () => {
  const space = spaceWith(rulesOf(['*filter', ':a -', '-A INPUT -j a', '-A INPUT -j a', `-A a ${limited} -j DROP`]))
  const { trial, questions } = trialWith(1)
  expect(input(space, trial)).toBe('accept')
  expect(questions.map(({ key }) => key)).toEqual(['1 xt/ipv4/filter/a/1 UDP', '1 xt/ipv4/filter/a/1 UDP #2'])
})

test.each([
  ['another match says no', `-p udp ${limited} -m udp --dport 80 -j DROP`],
  ['the rule only tells', `${limited} -j LOG`],
  ['the entry is another one', `-s 10.9.0.0/16 ${limited} -j DROP`],
])('nothing is asked where %s', (_, rule) => {
  const { trial, questions } = trialWith(0)
  expect(input(spaceWith(rulesOf(['*filter', `-A INPUT ${rule}`])), trial)).toBe('accept')
  expect(questions).toEqual([])
})

test.each([
  ['the identification of IPv4', '2,40 0 0 4,22 0 0 0', 1],
  ['the checksum of IPv4, from the frame on', '2,40 0 0 4292870168,22 0 0 0', 1],
  ['the time to live', '4,48 0 0 8,21 0 1 64,6 0 0 1,6 0 0 0', 0],
])('what a program of BPF makes of what the sender draws is asked: %s', (_, program, asked) => {
  const packet = datagram()
  packet.link = { source: '02:42:00:00:00:01', destination: '02:42:00:00:00:02' }
  const { trial, questions } = trialWith(0)
  const space = spaceWith(rulesOf(['*filter', `-A INPUT -m bpf --bytecode "${program}" -j DROP`]))
  expect(input(space, trial, packet)).toBe('drop')
  expect(questions.length).toBe(asked)
})

test('a program at a queue may let the packet pass', () => {
  const space = spaceWith(rulesOf(['*filter', '-A INPUT -j NFQUEUE --queue-num 7', '-A INPUT -j DROP']))
  expect(input(space, trialWith(0).trial)).toBe('accept')
  const { trial, questions } = trialWith(1)
  expect(input(space, trial)).toBe('drop')
  expect(trial.losses).toMatchObject([{ reason: 'queued', rule: { number: 1 } }])
  expect(questions[0]?.on()).toBe('whether a program listens at queue 7, and what it says')
})

test('rules that nobody could read may drop, and are asked for once', () => {
  const space = spaceWith({ missing: new Map([['nftables', 'CAP_NET_ADMIN is missing']]) })
  const { trial, questions } = trialWith(0)
  expect([input(space, trial), input(space, trial)]).toEqual(['accept', 'accept'])
  expect(new Set(questions.map(({ key }) => key))).toEqual(new Set(['unread rules 1']))
  expect(input(space, trialWith(1).trial)).toBe('drop')
})

test.each([
  ['of a VRF', ['*filter', '-A INPUT -s 10.9.0.0/16 -j DROP'], 'vrf', ['drop', 1]],
  ['of a bridge', ['*filter', '-A INPUT -s 10.9.0.0/16 -j DROP'], 'bridge', ['accept', 0]],
  ['of a VRF without rules', [], 'vrf', ['accept', 0]],
])('rules may drop a packet by another device: %s', (_, lines, kind, expected) => {
  const space = spaceWith(rulesOf(lines))
  const [device] = space.devices.values()
  const master = { ...device, name: 'red', kind, ifindex: 9 }
  const { trial, questions } = trialWith(1)
  const verdict = runHook({
    trial,
    space,
    packet: datagram(),
    family: 'ip',
    hook: 'input',
    in: { ...device, master } as unknown as Device,
    out: null,
  })
  expect([verdict, questions.length]).toEqual(expected)
})

test('a program of BPF at the hook may be in this namespace', () => {
  const program: AttachedProgram = {
    hook: 'netfilter',
    kind: 'bpf',
    id: 12,
    name: 'guard',
    netfilter: { family: 2, hook: 1, priority: 5 },
  }
  const space = spaceWith({})
  expect(input(space, trialWith(0, [program]).trial)).toBe('accept')
  const { trial, questions } = trialWith(1, [program])
  expect(input(spaceWith({}), trial)).toBe('drop')
  expect(trial.losses).toMatchObject([{ reason: 'program' }])
  expect(questions[0]?.on()).toBe('whether BPF program 12 (guard) is in this namespace, and what it says')
})

const contest = (legacy: string, native: string): readonly [Asked, Asked] => {
  const chain = `table ip t { chain c { type filter hook input priority 0; ${native}; }\n}`
  const rules = rulesOf(['*filter', `-A INPUT ${legacy}`], chain)
  const asked = [trialWith(0), trialWith(1)] as const
  for (const { trial } of asked) input(spaceWith(rules), trial)
  return asked
}

test('where it matters who was registered first, both are tried', () => {
  const [nativeFirst, legacyFirst] = contest('-j DROP', 'meta mark set 1')
  expect(nativeFirst.questions.map(({ key }) => key)).toEqual(['order 1 ipv4 filter'])
  const kinds = ({ trial }: Asked) => trial.losses.map(({ packet }) => packet.mark)
  expect([kinds(nativeFirst), kinds(legacyFirst)]).toEqual([[1], [0]])
})

test('where both only drop or accept, it does not matter', () => {
  const [asked] = contest('-s 10.9.0.0/16 -j DROP', 'udp dport 80 drop')
  expect(asked.questions).toEqual([])
})

test('what was looked at is written down when somebody wants to know', () => {
  const space = spaceWith(rulesOf(['*filter', '-A INPUT -p tcp -j DROP', '-A INPUT -p udp -j ACCEPT']))
  const packet = datagram()
  input(space, { ...trialWith(0).trial, explain: true }, packet)
  const steps: string[] = []
  for (let trail = packet.trail; trail !== null; trail = trail.earlier) {
    const { kind, detail, looked } = trail.step
    steps.unshift(`${kind} ${detail()}${looked === true ? ' (looked)' : ''}`)
  }
  expect(steps).toEqual(['hook ip input', 'rule does not match (looked)', 'rule accept'])
})

const counters = { packets: 0, bytes: 0 }
const drops: XtTarget = { kind: 'verdict', verdict: 'drop' }

const bridgeRule = (target: XtTarget, entry: Partial<BridgeRule['entry']> = {}): BridgeRule => ({
  ...counters,
  steps: [],
  target,
  entry: {
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
    ...entry,
  },
})

const bridgeTable = (
  name: string,
  chain: BridgeTable['chains'][number],
  ...more: BridgeTable['chains']
): BridgeTable => ({
  family: 'bridge',
  name,
  chains: [chain, ...more],
})

const frame = (): Packet => {
  const packet = datagram()
  packet.link = { source: '02:00:00:00:00:02', destination: '02:00:00:00:00:09' }
  return packet
}

const bridgeMac = '02:00:00:00:00:09'

const portOf = (space: Space): Device => {
  const [device] = space.devices.values()
  if (device === undefined) throw new Error('the space has no device')
  const bridge: Device = { ...device, name: 'br0', kind: 'bridge', ifindex: 99, mac: bridgeMac }
  return { ...device, master: bridge }
}

const base = (hook: 'brouting' | 'prerouting' | 'forward', policy: 'accept' | 'drop' = 'accept') => ({
  hook,
  policy,
  ...counters,
})

test('what is dropped in brouting is routed: nothing is lost, and it is not for this host any more', () => {
  const chain = { name: 'BROUTING', base: base('brouting'), rules: [bridgeRule(drops, { logicalIn: 'br+' })] }
  const space = spaceWith({ xtables: [bridgeTable('broute', chain)] })
  const { trial } = trialWith(0)
  const packet = frame()
  const at = { trial, space, packet, family: 'bridge', hook: 'brouting', in: portOf(space), out: null } as const
  expect(runHook(at)).toBe('drop')
  expect(trial.losses).toEqual([])
  expect(packet.packetType).toBe('otherhost')
})

test('a chain of ebtables that somebody made may have a policy', () => {
  const jump: XtTarget = { kind: 'jump', chain: 'own' }
  const chain = {
    name: 'FORWARD',
    base: base('forward'),
    rules: [bridgeRule(jump, { protocol: 0x0800 }), bridgeRule(drops)],
  }
  const inOwn = (userPolicy: 'accept' | 'drop' | 'return') => {
    const own = { name: 'own', base: null, userPolicy, rules: [bridgeRule(drops, { protocol: 0x0806 })] }
    const space = spaceWith({ xtables: [bridgeTable('filter', chain, own)] })
    const { trial } = trialWith(0)
    const port = portOf(space)
    const verdict = runHook({ trial, space, packet: frame(), family: 'bridge', hook: 'forward', in: port, out: port })
    return [verdict, trial.losses.map(({ rule }) => `${rule?.chain.name} ${rule?.number}`)]
  }
  expect(inOwn('accept')).toEqual(['accept', []])
  expect(inOwn('drop')).toEqual(['drop', ['own 0']])
  expect(inOwn('return')).toEqual(['drop', ['FORWARD 2']])
})

test('ARP is filtered by who asks, for what, and with what hardware address', () => {
  const masked = { value: 0, mask: 0 }
  const anyMac = { address: '00:00:00:00:00:00', mask: '00:00:00:00:00:00' }
  const entry: ArpTable['chains'][number]['rules'][number]['entry'] = {
    source: '10.1.0.2',
    sourceMask: '255.255.255.255',
    target: '0.0.0.0',
    targetMask: '0.0.0.0',
    inInterface: 'eth+',
    outInterface: '',
    sourceHardware: { address: '02:00:00:00:00:02', mask: 'ff:ff:ff:ff:ff:ff' },
    targetHardware: anyMac,
    hardwareLength: { value: 6, mask: 0xff },
    operation: { value: 1, mask: 0xffff },
    hardwareType: { value: 1, mask: 0xffff },
    protocolType: masked,
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
  }
  const chain = {
    name: 'INPUT',
    base: { hook: 'input', policy: 'accept', ...counters },
    rules: [{ ...counters, entry, target: drops }],
  }
  const table = { family: 'arp', name: 'filter', chains: [chain] } as ArpTable
  const space = spaceWith({ xtables: [table] })
  const [device = null] = space.devices.values()
  const ask = (senderMac: string, operation: 'request' | 'reply' = 'request') => {
    const packet = arpPacket({
      label: 'ARP',
      operation,
      senderMac,
      senderAddress: '10.1.0.2',
      targetAddress: '10.1.0.1',
    })
    return runHook({ trial: trialWith(0).trial, space, packet, family: 'arp', hook: 'input', in: device, out: null })
  }
  expect(ask('02:00:00:00:00:02')).toBe('drop')
  expect(ask('02:00:00:00:00:03')).toBe('accept')
  expect(ask('02:00:00:00:00:02', 'reply')).toBe('accept')
})

test('the mark that mangle sets in OUTPUT asks for another route, the one of the filter table does not', () => {
  const sent = (table: string): boolean => {
    const space = spaceWith(rulesOf([`*${table}`, '-A OUTPUT -j MARK --set-mark 7']))
    const packet = datagram()
    packet.route = { type: 'unicast' } as NonNullable<Packet['route']>
    const { trial } = trialWith(0)
    runHook({ trial, space, packet, family: 'ip', hook: 'output', in: null, out: null })
    return packet.mark === 7 && packet.route === null
  }
  expect([sent('mangle'), sent('raw'), sent('filter')]).toEqual([true, false, false])
})

test('a thousand rules are asked in well under a millisecond', () => {
  const rules = Array.from(
    { length: 1000 },
    (_, i) => `-A INPUT -s 10.${i >> 8}.${i & 255}.0/24 -p tcp -m tcp --dport 80 -j DROP`,
  )
  const space = spaceWith(rulesOf(['*filter', ...rules]))
  const { trial } = trialWith(0)
  const millisecondsOfRound = (): number => {
    const begin = process.cpuUsage()
    for (let i = 0; i < 100; i++) input(space, trial)
    const { user, system } = process.cpuUsage(begin)
    return (user + system) / 1000 / 100
  }
  // The best of some rounds: others compile, collect garbage and run tests meanwhile.
  expect(Math.min(...Array.from({ length: 10 }, millisecondsOfRound))).toBeLessThan(0.3)
})
