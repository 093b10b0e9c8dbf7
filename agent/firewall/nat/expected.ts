import type { Network } from '../../../collectors/containers/record.ts'
import { familyOf, type IpFamily } from '../prefix.ts'
import type { Port } from './port.ts'
import { isLive } from './publication.ts'

const gatewayOptions: { readonly [F in IpFamily]: string } = {
  ip: 'com.docker.network.bridge.gateway_mode_ipv4',
  ip6: 'com.docker.network.bridge.gateway_mode_ipv6',
}

/** `nat`, `nat-unprotected`, `routed` or `isolated`. */
export const gatewayMode = ({ options }: Network, family: IpFamily): string => options[gatewayOptions[family]] || 'nat'

export const isMasqueraded = ({ options }: Network): boolean =>
  options['com.docker.network.bridge.enable_ip_masquerade'] !== 'false'

/** The family of its host address, in which its rules are. */
export const familyOfPort = ({ hostAddress }: Port): IpFamily => familyOf(hostAddress)

/** The engine publishes it now, and all of the ruleset was read. */
export const isJudged = ({ declared, container, scene }: Port): boolean =>
  declared && scene.rulesRead && container !== null && isLive(container)

/** Docker's rules are to lead it to its container. A proxy alone serves an IPv6 port of a container without IPv6. */
export const isTranslated = (port: Port): boolean => {
  const { address, container, network } = port
  const family = familyOfPort(port)
  return (
    isJudged(port) &&
    container?.runtime === 'docker' &&
    address !== null &&
    familyOf(address) === family &&
    network !== undefined &&
    network.driver === 'bridge' &&
    !network.internal &&
    gatewayMode(network, family).startsWith('nat')
  )
}

/** A process of the engine serves it. */
export const isProxied = ({ proxy, targets }: Port): boolean =>
  proxy?.listening === true && targets.includes(proxy.containerAddress)

/** Docker's rules are in force in the port's family: one of its own that is not there is missing. */
export const isDockersNat = (port: Port): boolean =>
  isTranslated(port) && port.scene.isDockersAt('prerouting', 'nat', familyOfPort(port))

/** The engine runs a proxy for each published port. */
export const hasProxies = (ports: readonly Port[]): boolean =>
  ports.some((port) => port.container?.runtime === 'docker' && isProxied(port))
