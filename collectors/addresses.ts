import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Address, address } from './netlink/messages/address.ts'
import { s32Bytes } from './netlink/request.ts'

/** struct ifaddrmsg: all zero asks for every address of every family; its ifa_index for those of one interface. */
const everyAddress = Buffer.alloc(8)
const addressesOf = (ifindex: number): Buffer => {
  const header = Buffer.alloc(everyAddress.length)
  header.writeUInt32LE(ifindex, 4)
  return header
}
/** IFA_TARGET_NETNSID, linux/if_addr.h (4.20); honoured only with NETLINK_GET_STRICT_CHK. */
const IFA_TARGET_NETNSID = 10

/** The addresses of the interfaces. */
export const addresses: Collector<Dumped<Address>> = {
  shape: dumpedShape(address),
  from: 'hub',
  collect: (look) =>
    dumped(look, address, {
      header: look.interfaceOnly === null ? everyAddress : addressesOf(look.interfaceOnly),
      attributes: look.target === null ? [] : [[IFA_TARGET_NETNSID, s32Bytes(look.target)]],
    }),
}
