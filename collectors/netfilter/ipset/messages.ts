import { message } from '../../netlink/message.ts'
import { ignored, repeated } from '../../wire/attributes.ts'
import { be16, u8 } from '../../wire/scalars.ts'
import { cstring } from '../../wire/text.ts'
import { NFNL_SUBSYS_IPSET, nfgenmsg } from '../nfnetlink.ts'
import { ipsetMember } from './member.ts'
import { setOptions } from './set-options.ts'

const header = 'linux/netfilter/ipset/ip_set.h'
const prefix = 'IPSET_ATTR_'

/** enum ipset_cmd */
const IPSET_CMD_PROTOCOL = 1
const IPSET_CMD_LIST = 7

const type = (command: number): { readonly answer: number; readonly request: number } => {
  const whole = (NFNL_SUBSYS_IPSET << 8) | command
  return { answer: whole, request: whole }
}

/** IPSET_CMD_PROTOCOL: which versions of the protocol the kernel speaks. */
export const ipsetProtocol = message(
  { name: 'ipset protocol', ...type(IPSET_CMD_PROTOCOL), prefix, header },
  nfgenmsg,
  {
    protocol: [1, u8, 'PROTOCOL'],
    minimum: [10, u8, 'PROTOCOL_MIN'],
  },
)

/**
 * IPSET_CMD_LIST: a set, or more members of the set before. Only the first message of a set has its type and options.
 */
export const ipsetListing = message({ name: 'ipset', ...type(IPSET_CMD_LIST), prefix, header }, nfgenmsg, {
  protocol: [1, u8, 'PROTOCOL'],
  name: [2, cstring, 'SETNAME'],
  type: [3, cstring, 'TYPENAME'],
  revision: [4, u8, 'REVISION'],
  setFamily: [5, u8, 'FAMILY'],
  commandFlags: [6, ignored, 'FLAGS'],
  options: [7, setOptions, 'DATA'],
  members: [8, repeated(7, ipsetMember, { name: 'IPSET_ATTR_DATA', header }), 'ADT'],
  line: [9, ignored, 'LINENO'],
  minimum: [10, ignored, 'PROTOCOL_MIN'],
  /** Since protocol 7 (4.20). */
  index: [11, be16, 'INDEX'],
})
