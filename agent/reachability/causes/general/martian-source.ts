import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { setSysctl } from '../reading/sysctl.ts'

/** A packet comes with a source that no packet from there can have. */
export const martianSource: Cause = {
  id: 'martian-source',
  layer: 'routing',
  symptom: 'Timeout: the kernel takes the packet for a forged one.',
  confirm: 'With net.ipv4.conf.all.log_martians=1 the kernel log tells of it.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) =>
    toldByLoss(finding, 'martian-source', ({ space }) => [
      `# see who it is: ${setSysctl(space, 'net.ipv4.conf.all.log_martians', 1)}`,
    ]),
}
