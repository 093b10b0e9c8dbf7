import { bytesOfAddress } from '../../../packet/address-bytes.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import { jhash } from '../../jhash.ts'
import type { CompileMatch } from './match-test.ts'
import { isToMulticast } from './pkttype.ts'

/**
 * xt_cluster_mt, net/netfilter/xt_cluster.c: the source of the connection tells which node takes it. A frame to a multicast hardware
 * address becomes one to this host.
 */
export const cluster: CompileMatch<'cluster'> = ({ totalNodes, nodeMask, hashSeed, flags }) => {
  const nodeOf = (source: string): number =>
    Math.floor((jhash(bytesOfAddress(source), hashSeed) * totalNodes) / 2 ** 32)
  return ({ packet }) => {
    if (packet.packetType === 'multicast' && !isToMulticast(packet)) packet.packetType = 'host'
    const connection = connectionOf(packet)
    if (connection === null) return false
    const node = nodeOf((connection.master ?? connection).original.source)
    return ((nodeMask & (1 << node)) !== 0) !== flags.invert
  }
}
