import { withPort } from '../../../firewall/prefix.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { endAddress, endPort, endWords } from '../reading/end-words.ts'
import { containerAtEnd } from '../reading/involved.ts'
import { listenersOf } from '../reading/listeners-of.ts'
import { whereOf } from '../reading/where.ts'

export const noListener: Cause = {
  id: 'no-listener',
  layer: 'socket',
  symptom: 'Connection refused.',
  confirm: '`ss -lntup` in the namespace does not show the port.',
  more: 'https://man7.org/linux/man-pages/man8/ss.8.html',
  explain: (finding) => {
    const { loss, exchange, scene } = finding
    if (loss?.reason !== 'no-socket') return null
    const protocol = exchange?.probe.protocol === 'udp' ? 'udp' : 'tcp'
    const hearing = listenersOf(loss.space, protocol).map(({ local }) => withPort(local.address, local.port))
    const shown = hearing.length > mostShown ? [...hearing.slice(0, mostShown), '…'] : hearing
    const container = containerAtEnd(finding)
    const port = destinationPortOf(loss.packet)
    return {
      summary: `Nobody on ${endWords(finding)} hears on ${endPort(finding)}: ${endAddress(finding)} refuses.`,
      evidence: [
        {
          where: `${whereOf(loss.space)}, ss -ln${protocol.charAt(0)}`,
          fact: `${hearing.length === 0 ? `no socket of ${protocol} listens` : shown.join(', ')}; nothing on port ${port}`,
          object: loss.space.key,
        },
      ],
      remedy: [
        ...(container === null ? [] : [dockerCommand(scene.snapshot, 'logs', '--tail=50', containerWords(container))]),
        `# start the program that is to hear on port ${port}; what hears is shown by: ${commandIn(loss.space, 'ss -lntup')}`,
      ],
    }
  },
}

const mostShown = 8
