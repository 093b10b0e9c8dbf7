import type { Check } from '../check.ts'
import { answerEvidence, ask } from '../reading/asking.ts'
import { bridgeNetworks } from '../reading/networks.ts'

/** What the firmware of a machine of a cloud says of its vendor or product. */
const clouds =
  /amazon|ec2|google|microsoft|digitalocean|openstack|hetzner|alibaba|tencent|scaleway|oraclecloud|linode|akamai|vultr|exoscale|upcloud/i

export const netCloudMetadata: Check = {
  id: 'net-cloud-metadata',
  title: "Containers of a network reach the cloud's metadata address (169.254.169.254)",
  gain: "Fetches the machine's credentials for the cloud, where the service gives them to whoever asks from the machine.",
  reference: null,
  *find(context) {
    const { snapshot } = context
    const { vendor = '', product = '' } = snapshot.host?.hardware ?? {}
    const isCloud = clouds.test(`${vendor} ${product}`)
    for (const { key, title, members } of bridgeNetworks(context)) {
      const [member] = members
      const answer = member === undefined ? null : ask(snapshot, member.netns, '169.254.169.254:80/tcp')
      yield answer === null || answer.verdict === 'unreachable'
        ? null
        : {
            severity: isCloud || answer.verdict === 'reachable' ? 'high' : 'info',
            reason:
              answer.verdict === 'reachable'
                ? 'something on this host answers there'
                : isCloud
                  ? 'the firmware says that this is a machine of a cloud'
                  : 'nothing says that this is a machine of a cloud; packets for that address leave the host',
            object: key,
            name: title,
            evidence: [
              answerEvidence(answer),
              { where: '/sys/class/dmi/id', fact: `${vendor || 'no vendor'}, ${product || 'no product'}` },
            ],
            remedy: ['iptables -I DOCKER-USER -d 169.254.169.254 -j REJECT'],
          }
    }
  },
}
