import { tcpStateNames } from '../../../../collectors/counters/record.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { askerWords } from '../reading/parties-words.ts'
import { spaceEvidence, whereOf } from '../reading/where.ts'

const setting = 'net.ipv4.ip_local_port_range'
/** As it is by default. */
const usual = { first: 32_768, last: 60_999 }
/** From 1024 to 65535. */
const mostPorts = 64_512
/** States in which a connection that was begun here has its port. */
const connected: ReadonlySet<string> = new Set(tcpStateNames.filter((name) => name !== 'listen' && name !== 'close'))

/**
 * As many connections as there are ports for those who do not choose one. It depends on how many of them go to this destination
 * (__inet_hash_connect, net/ipv4/inet_hashtables.c), which no count shows: it is said of what gets through, and stops nothing.
 */
export const ephemeralPortsExhausted: Cause = {
  id: 'ephemeral-ports-exhausted',
  layer: 'socket',
  symptom: 'connect() fails with EADDRNOTAVAIL: cannot assign requested address.',
  confirm: '`ss -tan dst ADDRESS | wc -l` is near the size of net.ipv4.ip_local_port_range.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: () => null,
  warn: (finding) => {
    const { source, scene, exchange } = finding
    if (source === null || exchange?.probe.protocol !== 'tcp') return null
    const counted = scene.snapshot.usage?.tcpStates.filter(({ netns }) => netns === source.netns) ?? []
    const total = counted
      .flatMap(({ sockets }) => sockets.map((count, at) => (connected.has(tcpStateNames[at] ?? '') ? count : 0)))
      .reduce((sum, count) => sum + count, 0)
    const { first, last } =
      scene.snapshot.sysctls.find(({ netns }) => netns === source.netns)?.ranges?.[setting] ?? usual
    const ports = last - first + 1
    if (total < ports) return null
    return {
      summary: `${askerWords(finding)} has ${total} connections of TCP, as many as it has ports for: new ones may fail with EADDRNOTAVAIL.`,
      evidence: [
        { where: `${whereOf(source)}, ss -s`, fact: `${total} connections`, object: source.key },
        spaceEvidence(source, `${setting} = ${first} ${last}`),
      ],
      remedy: [
        ...(ports < mostPorts ? [commandIn(source, `sysctl -w ${setting}='1024 65535'`)] : []),
        '# let programs keep connections and use them again',
      ],
    }
  },
}
