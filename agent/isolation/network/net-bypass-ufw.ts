import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Check } from '../check.ts'
import { answerEvidence, ask, endpointAt, isOpen } from '../reading/asking.ts'
import { uplinkAddresses } from '../reading/networks.ts'
import { isOn, publishedPorts, publishLess } from '../reading/published.ts'

export const netBypassUfw: Check = {
  id: 'net-bypass-ufw',
  title: 'A published port is open although the firewall of the host (ufw, firewalld, …) refuses it',
  gain: 'Reaches a service that the administrator believes to be closed.',
  reference: null,
  *find(context) {
    const { snapshot } = context
    const untranslated = withoutNat(snapshot)
    for (const published of publishedPorts(context)) {
      const { protocol, port } = published.publication.port
      const [address] = uplinkAddresses(context).filter((one) => isOn(published, one) && protocol !== 'sctp')
      const to = address === undefined ? null : endpointAt(address, port, protocol)
      const forwarded = to === null ? null : ask(snapshot, 'world', to)
      const local = to === null || forwarded === null || !isOpen(forwarded) ? null : ask(untranslated, 'world', to)
      if (forwarded === null || local?.verdict !== 'unreachable' || local.cause?.layer !== 'netfilter') yield null
      else
        yield {
          severity: 'high',
          reason:
            'the rules that refuse it are for what is addressed to the host; this is forwarded before they are asked',
          object: published.key,
          name: published.title,
          evidence: [
            answerEvidence(forwarded),
            ...local.cause.evidence.map(({ where, fact }) => ({ where, fact: `${fact}, for the host itself` })),
          ],
          remedy: [
            publishLess(published),
            `# or refuse it in chain DOCKER-USER, which forwarded packets pass: iptables -I DOCKER-USER -p ${protocol} -m conntrack --ctorigdstport ${port} -j DROP`,
          ],
        }
    }
  },
}

/** The same host, were the packet for itself: nothing translates addresses, and no proxy hands it on. */
const withoutNat = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  portProxies: [],
  xtables: snapshot.xtables.filter(({ name }) => name !== 'nat'),
  nftables: snapshot.nftables.map((table) => ({
    ...table,
    chains: table.chains.filter(({ base }) => base?.type !== 'nat'),
  })),
})
