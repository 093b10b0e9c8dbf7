import type { Cause } from '../cause.ts'
import { atBalancer } from '../reading/at-balancer.ts'
import { askedWords, spaceWords } from '../reading/parties-words.ts'
import { rulesIn } from '../reading/swarm.ts'
import { whereOf } from '../reading/where.ts'

export const ipvsMissing: Cause = {
  id: 'ipvs-missing',
  layer: 'overlay',
  symptom: 'Services of a swarm time out or refuse at their virtual address and at their published port.',
  confirm: '`ls /proc/net/ip_vs`: there is none; `modprobe ip_vs` fails.',
  more: 'https://github.com/moby/moby/issues/26930',
  explain: (finding) => {
    const found = atBalancer(finding)
    if (found === null || found.hasIpvs) return null
    const { space, marking } = found
    return {
      summary: `${spaceWords(space)} marks what is for ${askedWords(finding)}, but this kernel has no IPVS (module ip_vs) that spreads it to the tasks.`,
      evidence: [
        { where: `${whereOf(space)}, table mangle`, fact: marking.text, object: space.key },
        {
          where: `${whereOf(space)}, table nat`,
          fact: `${rulesIn(space, 'nat', finding).length} rules, none of them with -m ipvs`,
          object: space.key,
        },
      ],
      remedy: ['modprobe ip_vs', 'modprobe xt_ipvs', '# then restart the Docker engine: systemctl restart docker'],
    }
  },
}
