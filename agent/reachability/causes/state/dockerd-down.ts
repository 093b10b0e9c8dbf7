import { isLoopback } from '../../../firewall/prefix.ts'
import { analysedTables } from '../../../firewall/ruleset/analyse.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Cause, Evidence, Finding } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { translationsOf } from '../reading/translations.ts'
import { whereOf } from '../reading/where.ts'

/** Its DNS server and its proxies end with it; its rules, and the containers, stay. */
export const dockerdDown: Cause = {
  id: 'dockerd-down',
  layer: 'state',
  symptom: 'Addresses of containers still work; names fail, and published ports do on the host itself.',
  confirm:
    '`systemctl status docker`; nothing has 127.0.0.11 open in the containers, and its DNAT rules are still there.',
  more: 'https://docs.docker.com/engine/daemon/live-restore/',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'no-socket' || scene.snapshot.engine !== null) return null
    const evidence = deadServer(finding) ?? deadProxy(finding)
    if (evidence === null) return null
    const problem = scene.snapshot.problems.find(({ collector }) => collector === 'docker')
    return {
      summary: `The Docker engine does not run: nobody answers at ${askedWords(finding)} any more, although its rules still lead there.`,
      evidence: [evidence, ...(problem === undefined ? [] : [{ where: 'docker', fact: problem.message }])],
      remedy: ['systemctl start docker'],
    }
  },
}

/** Docker's DNS server in a container's namespace, which its rules lead to another port. */
const deadServer = (finding: Finding): Evidence | null => {
  const { loss } = finding
  const led = translationsOf(finding).find(({ kind, from }) => kind === 'destination' && from.address === '127.0.0.11')
  if (loss === null || led === undefined || destinationOf(loss.packet) !== '127.0.0.11') return null
  return {
    where: `${whereOf(loss.space)}, table nat, chain DOCKER_OUTPUT`,
    fact: `127.0.0.11:${led.from.port} to 127.0.0.11:${led.to.port}, where nobody listens`,
    object: loss.space.key,
  }
}

/** A published port: what rules do not lead to the container, its proxy would have taken. */
const deadProxy = ({ loss, exchange, scene }: Finding): Evidence | null => {
  const { port, protocol, destination = '' } = exchange?.probe ?? {}
  if (loss === null || port === undefined || !isLoopback(destination)) return null
  for (const table of analysedTables(scene.snapshot, loss.space.netns))
    for (const { name, rules } of table.chains)
      for (const { facts, text, number } of name === 'DOCKER' ? rules : [])
        if (
          facts.translation?.kind === 'dnat' &&
          facts.protocol?.value === protocol &&
          facts.destinationPorts?.value.first === port
        )
          return {
            where: `${whereOf(loss.space)}, table ${table.name}, chain ${name}, rule ${number}`,
            fact: text,
            object: loss.space.key,
          }
  return null
}
