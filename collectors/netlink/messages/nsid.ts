import { ignored } from '../../wire/attributes.ts'
import { s32, u8 } from '../../wire/scalars.ts'
import { struct } from '../../wire/struct.ts'
import { message } from '../message.ts'

const rtgenmsg = struct({ name: 'rtgenmsg', header: 'linux/rtnetlink.h', size: 1 }, { family: [0, u8, 'rtgen_family'] })

/** RTM_NEWNSID: the number that one namespace knows another by. */
export const nsid = message(
  { name: 'nsid', answer: 88, request: 90, prefix: 'NETNSA_', header: 'linux/net_namespace.h' },
  rtgenmsg,
  {
    /** In the scope of TARGET_NSID where the question named one, else of the asking socket; -1 is none. */
    nsid: [1, s32, 'NSID'],
    pid: [2, ignored, 'PID'],
    fd: [3, ignored, 'FD'],
    targetNsid: [4, ignored, 'TARGET_NSID'],
    /** In the scope of the asking socket. */
    currentNsid: [5, s32, 'CURRENT_NSID'],
  },
)
