import { blamedRule } from '../../blame.ts'
import type { Cause, Evidence, Finding } from '../cause.ts'
import { dockerCommand, restartEngine } from '../reading/docker-command.ts'
import { socketEvidence } from '../reading/listeners-of.ts'
import { askedWords } from '../reading/parties-words.ts'
import { ruleEvidence } from '../reading/rule-words.ts'
import { heldForService, ingressNetwork, ingressSandbox } from '../reading/swarm.ts'
import { lastDestination } from '../reading/translations.ts'

export const ingressSandboxMissing: Cause = {
  id: 'ingress-sandbox-missing',
  layer: 'overlay',
  symptom: 'A node does not answer on the ports that services publish.',
  confirm: 'No `ingress_sbox` in /run/docker/netns; `docker network ls` does not show ingress.',
  more: 'https://github.com/moby/moby/issues/40590',
  explain: (finding) => {
    const evidence = ledThere(finding) ?? held(finding)
    if (evidence === null || ingressSandbox(finding) !== undefined) return null
    const { snapshot } = finding.scene
    const isThere = ingressNetwork(finding) !== undefined
    return {
      summary: `This node has no part in the ingress network: nobody takes what is sent to ${askedWords(finding)}.`,
      evidence: [
        evidence,
        {
          where: 'docker network ls',
          fact: isThere ? 'ingress, without ingress_sbox in /run/docker/netns' : 'no ingress network',
        },
      ],
      remedy: [
        ...(isThere
          ? []
          : [dockerCommand(snapshot, 'network', 'create', '--ingress', '--driver', 'overlay', 'ingress')]),
        restartEngine(snapshot),
      ],
    }
  },
}

/** A rule of the swarm leads to the sandbox, which is not there. */
const ledThere = (finding: Finding): Evidence | null => {
  const { loss, scene } = finding
  const rule = lastDestination(finding)?.rule
  if (loss?.reason !== 'neighbour-failed' || rule === undefined) return null
  return blamedRule(rule, scene.snapshot).chain === 'DOCKER-INGRESS' ? ruleEvidence(rule, scene.snapshot) : null
}

/** The engine holds the port of a service. */
const held = (finding: Finding): Evidence | null => {
  const found = heldForService(finding)
  return found === null ? null : socketEvidence(found.socket, found.space, finding.scene)
}
