import { readFileSync } from 'node:fs'
import type { NatPort, NatReport } from '../../../../agent/firewall/nat/record.ts'
import { portAt, reportOf, type TestContainer, type TestHost } from './nat-scene.ts'

/** A host as Docker leaves it, with one container, and ways to change it. */
export const asWritten = readFileSync('test/rulesets/iptables/docker-default.ipv4.rules', 'utf8')
export const dnat = '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80'
export const accept = '-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT'
export const masquerade = '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'

/** The same rules with a line changed; an empty one takes it away. */
export const changed = (...changes: readonly (readonly [line: string, by: string])[]): string =>
  changes.reduce((rules, [line, by]) => {
    if (!rules.includes(`${line}\n`)) throw new Error(`there is no ${line}`)
    return rules.replace(`${line}\n`, by === '' ? '' : `${by}\n`)
  }, asWritten)

export const flushed = (table: string): string => {
  const [before = '', rest = ''] = asWritten.split(`*${table}\n`)
  const [own = '', after = ''] = rest.split('COMMIT\n')
  return `${before}*${table}\n${own.replaceAll(/^-A .*\n/gm, '')}COMMIT\n${after}`
}

export const web: TestContainer = {
  name: 'web',
  network: 'bridge',
  addresses: ['172.17.0.2'],
  ports: ['0.0.0.0:8080 -> 80/tcp'],
}
export const docker0 = { name: 'bridge', bridge: 'docker0', subnets: ['172.17.0.0/16'] }
export const host: TestHost = { ipv4: asWritten, networks: [docker0], containers: [web], proxies: true }
export const at = '0.0.0.0:8080/tcp'

export const withRules = (ipv4: string, more: Partial<TestHost> = {}): NatReport => reportOf({ ...host, ipv4, ...more })
export const withWeb = (more: Partial<TestContainer>, host_: Partial<TestHost> = {}): NatReport =>
  reportOf({ ...host, ...host_, containers: [{ ...web, ...more }] })
export const faultsAt = (report: NatReport, port = at): NatPort['faults'] => portAt(report, port).faults
export const idsAt = (report: NatReport, port = at): readonly string[] => faultsAt(report, port).map(({ id }) => id)
