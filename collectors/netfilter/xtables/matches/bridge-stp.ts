import { named, u8, u16, u32 } from '../../../wire/scalars.ts'
import type { Infer } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'
import { macText } from '../mac-text.ts'
import { rangeText } from '../range-text.ts'

const header = 'linux/netfilter_bridge/ebt_stp.h'

const fields = bits(u16, header, {
  type: [0x0001, 'EBT_STP_TYPE'],
  flags: [0x0002, 'EBT_STP_FLAGS'],
  rootPriority: [0x0004, 'EBT_STP_ROOTPRIO'],
  rootAddress: [0x0008, 'EBT_STP_ROOTADDR'],
  rootCost: [0x0010, 'EBT_STP_ROOTCOST'],
  senderPriority: [0x0020, 'EBT_STP_SENDERPRIO'],
  senderAddress: [0x0040, 'EBT_STP_SENDERADDR'],
  port: [0x0080, 'EBT_STP_PORT'],
  messageAge: [0x0100, 'EBT_STP_MSGAGE'],
  maxAge: [0x0200, 'EBT_STP_MAXAGE'],
  helloTime: [0x0400, 'EBT_STP_HELLOTIME'],
  forwardDelay: [0x0800, 'EBT_STP_FWDD'],
})

/** struct ebt_stp_info with the struct ebt_stp_config_info in it; both ends of a range belong to it. */
const revision0 = struct(
  { name: 'ebt_stp_info', header, size: 72 },
  {
    type: [0, named(u8, { 0: 'config', 128: 'tcn' }), 'type'],
    flags: [4, named(u8, { 1: 'topology-change', 128: 'topology-change-ack' }), 'config.flags'],
    minRootPriority: [6, u16, 'config.root_priol'],
    maxRootPriority: [8, u16, 'config.root_priou'],
    rootAddress: [10, macAddress, 'config.root_addr'],
    rootAddressMask: [16, macAddress, 'config.root_addrmsk'],
    minRootCost: [24, u32, 'config.root_costl'],
    maxRootCost: [28, u32, 'config.root_costu'],
    minSenderPriority: [32, u16, 'config.sender_priol'],
    maxSenderPriority: [34, u16, 'config.sender_priou'],
    senderAddress: [36, macAddress, 'config.sender_addr'],
    senderAddressMask: [42, macAddress, 'config.sender_addrmsk'],
    minPort: [48, u16, 'config.portl'],
    maxPort: [50, u16, 'config.portu'],
    minMessageAge: [52, u16, 'config.msg_agel'],
    maxMessageAge: [54, u16, 'config.msg_ageu'],
    minMaxAge: [56, u16, 'config.max_agel'],
    maxMaxAge: [58, u16, 'config.max_ageu'],
    minHelloTime: [60, u16, 'config.hello_timel'],
    maxHelloTime: [62, u16, 'config.hello_timeu'],
    minForwardDelay: [64, u16, 'config.forward_delayl'],
    maxForwardDelay: [66, u16, 'config.forward_delayu'],
    match: [68, fields, 'bitmask'],
    invert: [70, fields, 'invflags'],
  },
)

type Field = Exclude<keyof Infer<typeof fields>, 'other'>

const options: readonly (readonly [Field, string, (stp: Infer<typeof revision0>) => string])[] = [
  ['type', '--stp-type', ({ type }) => type],
  ['flags', '--stp-flags', ({ flags }) => flags],
  ['rootPriority', '--stp-root-prio', (stp) => rangeText(stp.minRootPriority, stp.maxRootPriority)],
  ['rootAddress', '--stp-root-addr', (stp) => macText(stp.rootAddress, stp.rootAddressMask)],
  ['rootCost', '--stp-root-cost', (stp) => rangeText(stp.minRootCost, stp.maxRootCost)],
  ['senderPriority', '--stp-sender-prio', (stp) => rangeText(stp.minSenderPriority, stp.maxSenderPriority)],
  ['senderAddress', '--stp-sender-addr', (stp) => macText(stp.senderAddress, stp.senderAddressMask)],
  ['port', '--stp-port', (stp) => rangeText(stp.minPort, stp.maxPort)],
  ['messageAge', '--stp-msg-age', (stp) => rangeText(stp.minMessageAge, stp.maxMessageAge)],
  ['maxAge', '--stp-max-age', (stp) => rangeText(stp.minMaxAge, stp.maxMaxAge)],
  ['helloTime', '--stp-hello-time', (stp) => rangeText(stp.minHelloTime, stp.maxHelloTime)],
  ['forwardDelay', '--stp-forward-delay', (stp) => rangeText(stp.minForwardDelay, stp.maxForwardDelay)],
]

/** `stp` of ebtables: bridge protocol data units of the spanning tree. */
export const bridgeStp = extension({
  name: 'stp',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: (stp) =>
    options.flatMap(([field, name, textOf]) =>
      stp.match[field] ? bridgeOption(name, stp.invert[field], textOf(stp)) : [],
    ),
})
