import { dictionaryAt, flagAt, listAt, textAt } from './json-value.ts'
import type { Network } from './record.ts'

const bridgeNameOption = 'com.docker.network.bridge.name'

/**
 * The bridge of a network: what the option says (`docker0` for the default network), else `br-` and twelve digits of
 * the id (moby: libnetwork/drivers/bridge). Podman numbers its bridges, so without the option it stays unknown.
 */
const bridgeOf = (network: { driver: string; id: string; options: Network['options'] }, runtime: string) => {
  if (network.driver !== 'bridge') return {}
  const named = network.options[bridgeNameOption] ?? ''
  if (named !== '') return { bridge: named }
  return runtime === 'docker' ? { bridge: `br-${network.id.slice(0, 12)}` } : {}
}

/** A network from an element of the answer to `/networks`. */
export const networkOf = (json: unknown, runtime: string): Network => {
  const id = textAt(json, 'Id')
  const driver = textAt(json, 'Driver')
  const options = dictionaryAt(json, 'Options')
  return {
    id,
    name: textAt(json, 'Name'),
    driver,
    scope: textAt(json, 'Scope'),
    internal: flagAt(json, 'Internal'),
    attachable: flagAt(json, 'Attachable'),
    ingress: flagAt(json, 'Ingress'),
    ipv6: flagAt(json, 'EnableIPv6'),
    createdAt: textAt(json, 'Created'),
    subnets: listAt(json, 'IPAM', 'Config').map((subnet) => ({
      subnet: textAt(subnet, 'Subnet'),
      gateway: textAt(subnet, 'Gateway'),
      ipRange: textAt(subnet, 'IPRange'),
    })),
    options,
    labels: dictionaryAt(json, 'Labels'),
    ...bridgeOf({ driver, id, options }, runtime),
  }
}
