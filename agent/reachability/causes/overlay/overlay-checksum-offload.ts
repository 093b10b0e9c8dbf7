import type { Space } from '../../scene/space.ts'
import type { Cause, Evidence, Finding } from '../cause.ts'
import { whereOf } from '../reading/where.ts'

/** Some cards and their virtual like compute checksums of VXLAN wrongly; the other node throws away what is damaged. */
export const overlayChecksumOffload: Cause = {
  id: 'overlay-checksum-offload',
  layer: 'overlay',
  symptom: 'Handshakes between tasks on different virtual machines fail or time out now and then.',
  confirm: '`nstat -az` counts TcpInCsumErrors or UdpInCsumErrors; `tcpdump -vv` shows bad udp cksum.',
  more: 'https://github.com/moby/moby/issues/41775',
  // No packet of a simulation is damaged: what shows it are the counters of those that were.
  explain: () => null,
  warn: (finding) => {
    const { exchange } = finding
    if (exchange === null || !exchange.request.some(({ kind }) => kind === 'tunnel')) return null
    const spaces = new Set([...exchange.request, ...exchange.reply].map(({ space }) => space))
    const evidence = [...spaces].flatMap((space) => damaged(space, finding))
    if (evidence.length === 0) return null
    return {
      summary: 'Damaged packets were counted on the way over the VXLAN: a card may compute their checksums wrongly.',
      evidence,
      remedy: ['# on both nodes, for the interface between them: ethtool -K IF tx-checksum-ip-generic off'],
    }
  },
}

const damaged = (space: Space, { scene: { snapshot } }: Finding): readonly Evidence[] => {
  const counted = snapshot.usage?.protocols.find(({ netns }) => netns === space.netns)?.counters
  const of = (name: string): number => Number(counted?.[name] ?? 0)
  // Of UDP all errors but those of full queues are those of checksums and lengths.
  const [tcp, udp] = [of('Tcp.InErrs'), of('Udp.InErrors') - of('Udp.RcvbufErrors')]
  return tcp <= 0 && udp <= 0
    ? []
    : [
        {
          where: `${whereOf(space)}, nstat`,
          fact: `TcpInErrs ${tcp}, UdpInErrors ${udp} without full queues`,
          object: space.key,
        },
      ]
}
