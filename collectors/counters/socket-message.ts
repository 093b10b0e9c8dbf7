import { message } from '../netlink/message.ts'
import { ignored } from '../wire/attributes.ts'
import { be16, be32, u8, u32 } from '../wire/scalars.ts'
import type { Infer } from '../wire/shape.ts'
import { struct } from '../wire/struct.ts'
import { words } from '../wire/words.ts'

const header = 'linux/inet_diag.h'
/** linux/sock_diag.h */
const SOCK_DIAG_BY_FAMILY = 20

const inetDiagMsg = struct(
  { name: 'inet_diag_msg', header, size: 72 },
  {
    state: [1, u8, 'idiag_state'],
    localPort: [4, be16, 'id.idiag_sport'],
    /** The address that it is bound to: of IPv4 the first word alone. */
    local: [8, be32, 'id.idiag_src[0]'],
    localWord2: [12, be32, 'id.idiag_src[1]'],
    localWord3: [16, be32, 'id.idiag_src[2]'],
    localWord4: [20, be32, 'id.idiag_src[3]'],
    /** Bytes that wait; of a listening TCP socket the connections that wait, and the most that may. */
    receiveQueue: [56, u32, 'idiag_rqueue'],
    sendQueue: [60, u32, 'idiag_wqueue'],
  },
)

/** INET_DIAG_SKMEMINFO (sock_diag_put_meminfo, net/core/sock_diag.c). */
const socketMemory = words({ prefix: 'SK_MEMINFO_', header: 'linux/sock_diag.h', first: 0 }, { drops: [8, 'DROPS'] })

/** SOCK_DIAG_BY_FAMILY: one TCP or UDP socket. */
export const socket = message(
  { name: 'socket', answer: SOCK_DIAG_BY_FAMILY, request: SOCK_DIAG_BY_FAMILY, prefix: 'INET_DIAG_', header },
  inetDiagMsg,
  {
    memory: [1, ignored, 'MEMINFO'],
    info: [2, ignored, 'INFO'],
    vegasInfo: [3, ignored, 'VEGASINFO'],
    congestion: [4, ignored, 'CONG'],
    tos: [5, ignored, 'TOS'],
    trafficClass: [6, ignored, 'TCLASS'],
    socketMemory: [7, socketMemory, 'SKMEMINFO'],
    shutdown: [8, ignored, 'SHUTDOWN'],
    dctcpInfo: [9, ignored, 'DCTCPINFO'],
    protocol: [10, ignored, 'PROTOCOL'],
    onlyIpv6: [11, ignored, 'SKV6ONLY'],
    locals: [12, ignored, 'LOCALS'],
    peers: [13, ignored, 'PEERS'],
    padding: [14, ignored, 'PAD'],
    mark: [15, ignored, 'MARK'],
    bbrInfo: [16, ignored, 'BBRINFO'],
    classId: [17, ignored, 'CLASS_ID'],
    md5: [18, ignored, 'MD5SIG'],
    upperProtocol: [19, ignored, 'ULP_INFO'],
    bpfStorages: [20, ignored, 'SK_BPF_STORAGES'],
    cgroup: [21, ignored, 'CGROUP_ID'],
    options: [22, ignored, 'SOCKOPT'],
  },
)

export type Socket = Infer<typeof socket>
