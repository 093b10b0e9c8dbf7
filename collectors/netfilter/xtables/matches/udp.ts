import { extension } from '../extension.ts'
import { udpOptions, udpPorts } from './udp-ports.ts'

/** `-m udp`: ports of UDP. */
export const udp = extension({ name: 'udp', revisions: { 0: udpPorts }, save: udpOptions })
