import type { Snapshot } from '../../../collectors/snapshot.ts'
import { familyOf } from '../prefix.ts'
import type { AnalysedTable } from '../ruleset/analysis.ts'
import { publicationsByRule } from './by-rule.ts'
import { faultsOf } from './faults/index.ts'
import { wholeFaults } from './faults/whole.ts'
import { findPort } from './find-port.ts'
import { refOf } from './located.ts'
import type { Port } from './port.ts'
import { declaredPublications } from './publication.ts'
import type { NatPort, NatReport } from './record.ts'
import { sceneOf } from './scene.ts'
import { staleThings } from './stale.ts'

/**
 * Every published port with the rules, the proxy and the sockets that make it work, and what of that is missing or left over.
 * @param tables those of the engine's namespace; without an engine, of the host's
 */
export const natReport = (snapshot: Snapshot, tables: readonly AnalysedTable[]): NatReport => {
  const scene = sceneOf(snapshot, tables)
  const declared = declaredPublications(snapshot.containers, scene.addressesIn).map((one) => findPort(scene, one))
  const ports = [...declared, ...publicationsByRule(scene, declared).map((one) => findPort(scene, one))]
  const faults = wholeFaults(scene, ports)
  const whole = { ports, told: new Set(faults.map(({ id }) => id)) }
  return {
    ports: ports.map((port) => recordOf(port, faultsOf(port, whole))).toSorted(byPort),
    stale: staleThings(scene),
    faults,
  }
}

const recordOf = (port: Port, faults: NatPort['faults']): NatPort => {
  const { protocol, hostAddress, hostPort, declared, container, address, containerPort, network, pieces } = port
  return {
    protocol,
    hostAddress,
    hostPort,
    declared,
    container: container && { id: container.id, name: container.name, state: container.state },
    containerAddress: address,
    containerPort,
    network: network?.name ?? null,
    rules: {
      dnat: pieces.dnat.map(refOf),
      accept: pieces.accept.map(refOf),
      masquerade: pieces.masquerade.map(refOf),
      hairpin: pieces.hairpin.map(refOf),
      direct: pieces.direct.map(refOf),
    },
    proxy: port.proxy,
    hostSocket: port.hostSocket,
    listener: port.listener,
    faults,
  }
}

const byPort = (one: NatPort, other: NatPort): number =>
  one.hostPort - other.hostPort ||
  byText(one.protocol, other.protocol) ||
  byText(familyOf(one.hostAddress), familyOf(other.hostAddress)) ||
  byText(one.hostAddress, other.hostAddress) ||
  byText(one.container?.name ?? '', other.container?.name ?? '')

const byText = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1)
