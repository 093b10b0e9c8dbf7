import { portKey } from '../../../topology/identity.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { isEngines } from '../reading/networks-of.ts'
import { isNobodyThere } from '../reading/nobody-there.ts'
import { isUnowned } from '../reading/unowned-address.ts'
import { whereOf } from '../reading/where.ts'

/** One that was left behind: its container has gone, and it still has the port. */
export const staleDockerProxy: Cause = {
  id: 'stale-docker-proxy',
  layer: 'socket',
  symptom: 'A published port connects and is closed or hangs, and nobody else can publish it.',
  confirm: '`pgrep -a docker-proxy` shows a -container-ip that no container has.',
  more: 'https://github.com/moby/moby/issues/25981',
  explain: ({ loss, lostOn, exchange, scene }) => {
    if (loss === null || exchange === null || lostOn !== 'request' || !isNobodyThere(loss)) return null
    const { snapshot } = scene
    const asker = exchange.probe.from === null ? undefined : scene.space(exchange.probe.from)
    const address = destinationOf(loss.packet)
    if (asker === undefined || !isEngines(asker, snapshot) || !isUnowned(address, scene)) return null
    const proxy = snapshot.portProxies.find(
      (one) => one.containerAddress === address && one.containerPort === exchange.probe.port,
    )
    if (proxy === undefined) return null
    const { pid, protocol, hostAddress: ip, hostPort: port, containerAddress, containerPort } = proxy
    return {
      summary: `The docker-proxy ${pid} takes port ${port}/${protocol} of the host for ${containerAddress}, an address that no container has any more.`,
      evidence: [
        {
          where: `${whereOf(asker)}, ps -p ${pid} -o args`,
          fact: `docker-proxy -proto ${protocol} -host-ip ${ip} -host-port ${port} -container-ip ${containerAddress} -container-port ${containerPort}`,
          object: portKey({ protocol, ip, port }),
        },
      ],
      remedy: [`kill ${pid}`, restartEngine(snapshot)],
    }
  },
}
