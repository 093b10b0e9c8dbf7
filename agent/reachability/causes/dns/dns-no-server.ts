import type { Cause } from '../cause.ts'
import { askerOf, failedName, serversFact } from '../reading/failed-name.ts'

export const dnsNoServer: Cause = {
  id: 'dns-no-server',
  layer: 'dns',
  symptom: 'No name is resolved.',
  confirm: '/etc/resolv.conf has no line `nameserver`.',
  more: 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html',
  explain: (finding) => {
    const failed = failedName(finding)
    if (failed?.failure.kind !== 'no-server') return null
    return {
      summary: `${askerOf(failed)} has no name server: '${failed.name}' is not in /etc/hosts, and nobody can be asked.`,
      evidence: [serversFact(failed)],
      remedy: ['# name a server: "dns" in /etc/docker/daemon.json, or docker run --dns ADDRESS'],
    }
  },
}
