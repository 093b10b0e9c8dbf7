import type { Cause } from '../cause.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { socketEvidence } from '../reading/listeners-of.ts'
import { askedWords } from '../reading/parties-words.ts'
import { heldForService, ingressNetwork, ingressSandbox } from '../reading/swarm.ts'
import { whereOf } from '../reading/where.ts'

export const ingressDnatMissing: Cause = {
  id: 'ingress-dnat-missing',
  layer: 'overlay',
  symptom: 'A port that a service publishes connects, and no data ever comes, on one node only.',
  confirm: '`iptables -t nat -S DOCKER-INGRESS` does not have the port; `ss -ltnp` shows dockerd on it.',
  more: 'https://github.com/moby/moby/pull/50445',
  explain: (finding) => {
    const held = heldForService(finding)
    if (held === null || ingressNetwork(finding) === undefined || ingressSandbox(finding) === undefined) return null
    const { scene } = finding
    return {
      summary: `dockerd itself took what was sent to ${askedWords(finding)}, and never answers: no rule of DOCKER-INGRESS leads the port to the ingress network.`,
      evidence: [
        socketEvidence(held.socket, held.space, scene),
        {
          where: `${whereOf(held.space)}, table nat, chain DOCKER-INGRESS`,
          fact: `no rule for port ${held.socket.local.port}`,
          object: held.space.key,
        },
      ],
      remedy: [restartEngine(scene.snapshot)],
    }
  },
}
