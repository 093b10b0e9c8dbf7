import { extension } from '../extension.ts'
import { udpOptions, udpPorts } from './udp-ports.ts'

/** `-m udplite`: ports of UDP-Lite. The kernel has it; iptables does not. */
export const udplite = extension({ name: 'udplite', revisions: { 0: udpPorts }, save: udpOptions })
