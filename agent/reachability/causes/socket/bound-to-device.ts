import type { SocketRecord } from '../../../../collectors/sockets/record.ts'
import type { Cause } from '../cause.ts'
import { endPort } from '../reading/end-words.ts'
import { programOfSocket } from '../reading/listeners-of.ts'
import { listensWrongly } from '../reading/listens-wrongly.ts'

export const boundToDevice: Cause = {
  id: 'bound-to-device',
  layer: 'socket',
  symptom: 'Refused from one side, fine from another.',
  confirm: '`ss -lnp` shows the address as ADDRESS%INTERFACE.',
  more: 'https://man7.org/linux/man-pages/man7/socket.7.html',
  explain: (finding) => {
    const { loss } = finding
    const deviceOf = ({ device = 0 }: SocketRecord): string =>
      loss?.space.devices.get(device)?.name ?? `an interface that is gone (${device})`
    return listensWrongly(finding, {
      isIt: ({ device = 0 }) => device !== 0 && device !== loss?.device?.ifindex,
      words: (socket) =>
        `hears on ${endPort(finding)} only for what comes in by ${deviceOf(socket)}, and this came in by ${loss?.device?.name ?? 'another one'}`,
      remedy: (socket) => [
        `# let ${programOfSocket(socket, finding.scene)} listen without SO_BINDTODEVICE, or on ${loss?.device?.name ?? 'that interface'}`,
      ],
    })
  },
}
