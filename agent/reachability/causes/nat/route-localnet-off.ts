import { isLoopback, isWithin } from '../../../firewall/prefix.ts'
import type { LossReason } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { isEngines } from '../reading/networks-of.ts'
import { askedWords, askerWords } from '../reading/parties-words.ts'
import { ruleEvidence } from '../reading/rule-words.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { lastDestination } from '../reading/translations.ts'
import { spaceEvidence } from '../reading/where.ts'

const ends: ReadonlySet<LossReason> = new Set([
  'martian-source',
  'martian-destination',
  'no-route',
  'no-source-address',
  'route-unreachable',
])

export const routeLocalnetOff: Cause = {
  id: 'route-localnet-off',
  layer: 'nat',
  symptom: 'The host does not reach a published port at 127.0.0.1 (without userland proxy); others reach it.',
  confirm: '`sysctl net.ipv4.conf.BRIDGE.route_localnet` is 0.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) => {
    const { loss, exchange, scene } = finding
    if (loss === null || exchange === null || !ends.has(loss.reason) || !isLoopback(exchange.probe.destination))
      return null
    const translated = lastDestination(finding)
    if (translated === undefined || isLoopback(translated.to.address)) return null
    const { space, to, rule } = translated
    const bridge = bridgeTowards(finding, to.address)
    if (bridge === undefined) return null
    const setting = `net.ipv4.conf.${bridge}.route_localnet`
    return {
      summary: `${askerWords(finding)} asks ${askedWords(finding)}, which leads to ${to.address} beyond ${bridge}, and nothing may leave by ${bridge} from a loopback address (route_localnet is 0).`,
      evidence: [
        spaceEvidence(space, `${setting} = 0`),
        ...(rule === undefined ? [] : [ruleEvidence(rule, scene.snapshot)]),
      ],
      remedy: [
        setSysctl(space, setting, 1),
        ...(isEngines(space, scene.snapshot)
          ? []
          : [
              commandIn(
                space,
                `iptables -t nat -A POSTROUTING -o ${bridge} -m addrtype --src-type LOCAL -j MASQUERADE`,
              ),
            ]),
      ],
      ...(rule === undefined ? {} : { rule }),
    }
  },
}

/** The interface of the host in whose subnet the address is. */
const bridgeTowards = ({ loss }: Finding, address: string): string | undefined => {
  const space = loss?.space
  if (space === undefined) return undefined
  const route = space.routes
    .filter(
      ({ destination, destinationLength, outputInterface }) =>
        destination !== undefined &&
        outputInterface !== undefined &&
        isWithin(`${destination}/${destinationLength}`, address),
    )
    .toSorted((one, other) => other.destinationLength - one.destinationLength)[0]
  return route?.outputInterface === undefined ? undefined : space.devices.get(route.outputInterface)?.name
}
