import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Address, address } from './netlink/messages/address.ts'
import { s32Bytes } from './netlink/request.ts'

/** struct ifaddrmsg: all zero asks for every address of every family. */
const everyAddress = Buffer.alloc(8)
/** IFA_TARGET_NETNSID, linux/if_addr.h (4.20); honoured only with NETLINK_GET_STRICT_CHK. */
const IFA_TARGET_NETNSID = 10

/** The addresses of the interfaces. */
export const addresses: Collector<Dumped<Address>> = {
  shape: dumpedShape(address),
  from: 'hub',
  collect: (look) =>
    dumped(look, address, {
      header: everyAddress,
      attributes: look.target === null ? [] : [[IFA_TARGET_NETNSID, s32Bytes(look.target)]],
    }),
}
