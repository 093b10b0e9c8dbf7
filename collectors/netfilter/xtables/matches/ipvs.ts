import { be16, named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { eachFamily, extension } from '../extension.ts'
import { maskText } from '../mask-text.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_ipvs.h'

const properties = bits(u8, header, {
  ipvs: [0x01, 'XT_IPVS_IPVS_PROPERTY'],
  protocol: [0x02, 'XT_IPVS_PROTO'],
  address: [0x04, 'XT_IPVS_VADDR'],
  port: [0x08, 'XT_IPVS_VPORT'],
  direction: [0x10, 'XT_IPVS_DIR'],
  method: [0x20, 'XT_IPVS_METHOD'],
  controlPort: [0x40, 'XT_IPVS_VPORTCTL'],
})

/** IP_VS_CONN_F_* (linux/ip_vs.h) that can be asked for. */
const methods = named(u8, { 0: 'MASQ', 2: 'IPIP', 3: 'GATE' })

const revision0 = eachFamily((address) =>
  struct(
    { name: 'xt_ipvs_mtinfo', header, size: 40 },
    {
      address: [0, address, 'vaddr'],
      mask: [16, address, 'vmask'],
      port: [32, be16, 'vport'],
      /** IPPROTO_*. */
      protocol: [34, u8, 'l4proto'],
      method: [35, methods, 'fwd_method'],
      /** The port of the controlling connection, 21 for FTP's data. */
      controlPort: [36, be16, 'vportctl'],
      /** Of `direction`: set for replies, not set for the original direction. */
      invert: [38, properties, 'invert'],
      match: [39, properties, 'bitmask'],
    },
  ),
)

/** `-m ipvs`: properties of the connection in IP Virtual Server. */
export const ipvs = extension({
  name: 'ipvs',
  revisions: { 0: revision0 },
  save: ({ match, invert, ...info }) => [
    ...(isPropertyAlone(match) ? option(invert.ipvs, '--ipvs') : []),
    ...(match.protocol ? option(invert.protocol, '--vproto', `${info.protocol}`) : []),
    ...(match.address ? option(invert.address, '--vaddr', `${info.address}${maskText(info.mask)}`) : []),
    ...(match.port ? option(invert.port, '--vport', `${info.port}`) : []),
    ...(match.direction ? ['--vdir', invert.direction ? 'REPLY' : 'ORIGINAL'] : []),
    ...(match.method ? option(invert.method, '--vmethod', methodWord(info.method)) : []),
    ...(match.controlPort ? option(invert.controlPort, '--vportctl', `${info.controlPort}`) : []),
  ],
})

/** All other options imply `--ipvs`: it is written when it stands alone. */
const isPropertyAlone = (match: { readonly [property: string]: boolean | number | undefined }): boolean =>
  Object.entries(match).every(([property, set]) => (property === 'ipvs' ? set : !set))

const methodWord = (method: string): string => (/^\d+$/.test(method) ? 'UNKNOWN' : method)
