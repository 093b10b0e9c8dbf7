import { ip } from '../../../wire/addresses.ts'
import { attributes } from '../../../wire/attributes.ts'
import { be32, u32 } from '../../../wire/scalars.ts'

/** IFLA_INFO_DATA of vti and vti6. */
export const vtiData = attributes(
  { prefix: 'IFLA_VTI_', header: 'linux/if_tunnel.h' },
  {
    /** The device below, the same as IFLA_LINK; 0 is any. */
    link: [1, u32, 'LINK'],
    /** The marks that IPsec policies match. */
    inputKey: [2, be32, 'IKEY'],
    outputKey: [3, be32, 'OKEY'],
    local: [4, ip, 'LOCAL'],
    remote: [5, ip, 'REMOTE'],
    mark: [6, u32, 'FWMARK'],
  },
)
