import { type Message, message } from '../netlink/message.ts'
import { ipv4, ipv6 } from '../wire/addresses.ts'
import { ignored } from '../wire/attributes.ts'
import { type Codec, expectLength, type FixedCodec, littleEndian } from '../wire/codec.ts'
import { countOf } from '../wire/count.ts'
import { DecodeError } from '../wire/error.ts'
import { be16, bool8, named, u8, u32, u64 } from '../wire/scalars.ts'
import { type Count, count, type Infer } from '../wire/shape.ts'
import { struct } from '../wire/struct.ts'
import { words } from '../wire/words.ts'
import { socketStates } from './record.ts'

const header = 'linux/inet_diag.h'
/** linux/sock_diag.h */
const SOCK_DIAG_BY_FAMILY = 20

const states = { ...[undefined, ...socketStates] }

/** @param address how the first word or all four of idiag_src and idiag_dst are read */
const inetDiagMsg = (address: FixedCodec<string>) =>
  struct(
    { name: 'inet_diag_msg', header, size: 72 },
    {
      state: [1, named(u8, states), 'idiag_state'],
      localPort: [4, be16, 'id.idiag_sport'],
      remotePort: [6, be16, 'id.idiag_dport'],
      localAddress: [8, address, 'id.idiag_src'],
      remoteAddress: [24, address, 'id.idiag_dst'],
      device: [40, u32, 'id.idiag_if'],
      receiveQueue: [56, u32, 'idiag_rqueue'],
      sendQueue: [60, u32, 'idiag_wqueue'],
      uid: [64, u32, 'idiag_uid'],
      inode: [68, u32, 'idiag_inode'],
    },
  )

/** INET_DIAG_SKMEMINFO (sock_diag_put_meminfo, net/core/sock_diag.c). */
const socketMemory = words({ prefix: 'SK_MEMINFO_', header: 'linux/sock_diag.h', first: 0 }, { drops: [8, 'DROPS'] })

/** struct inet_diag_sockopt has bit fields, which the compiler numbers from the lowest bit on. */
const transparent: Codec<boolean> = {
  json: { type: 'boolean' },
  decode: (view, at, length) => {
    if (length < 2) expectLength(length, 2, at)
    return (view.getUint8(at) & 0x20) !== 0
  },
}

/** A 64-bit number that is seldom beyond 32: each socket has one. */
const cgroupId: Codec<Count> = {
  json: count.json,
  decode: (view, at, length) => {
    const high = length === 8 ? view.getUint32(at + 4, littleEndian) : 0
    return high === 0 && length === 8 ? view.getUint32(at, littleEndian) : countOf(u64.decode(view, at, length))
  },
}

/** struct sockaddr_storage, of which SCTP sends one for each address (sctp_diag, net/sctp/diag.c). */
const storageSize = 128
const AF_INET = 2
const AF_INET6 = 10
const storedAddresses: Codec<readonly string[]> = {
  json: { type: 'array', items: { type: 'string' } },
  decode: (view, at, length) => {
    if (length % storageSize !== 0)
      throw new DecodeError(`expected addresses of ${storageSize} bytes, got ${length}`, at)
    return Array.from({ length: length / storageSize }, (_, index) => {
      const start = at + index * storageSize
      const family = view.getUint16(start, littleEndian)
      if (family === AF_INET) return ipv4.decode(view, start + 4, 4)
      if (family === AF_INET6) return ipv6.decode(view, start + 8, 16)
      throw new DecodeError(`no address family ${family}`, start)
    })
  },
}

const socketMessage = (address: FixedCodec<string>) =>
  message(
    { name: 'socket', answer: SOCK_DIAG_BY_FAMILY, request: SOCK_DIAG_BY_FAMILY, prefix: 'INET_DIAG_', header },
    inetDiagMsg(address),
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
      protocol: [10, u8, 'PROTOCOL'],
      onlyIpv6: [11, bool8, 'SKV6ONLY'],
      locals: [12, storedAddresses, 'LOCALS'],
      peers: [13, ignored, 'PEERS'],
      padding: [14, ignored, 'PAD'],
      mark: [15, u32, 'MARK'],
      bbrInfo: [16, ignored, 'BBRINFO'],
      classId: [17, ignored, 'CLASS_ID'],
      md5: [18, ignored, 'MD5SIG'],
      upperProtocol: [19, ignored, 'ULP_INFO'],
      bpfStorages: [20, ignored, 'SK_BPF_STORAGES'],
      cgroup: [21, cgroupId, 'CGROUP_ID'],
      transparent: [22, transparent, 'SOCKOPT'],
    },
  )

/** SOCK_DIAG_BY_FAMILY of AF_INET. */
export const ipv4Socket = socketMessage(ipv4)
/** SOCK_DIAG_BY_FAMILY of AF_INET6: the same struct, with all of its addresses' words in use. */
export const ipv6Socket: Message<SocketAnswer> = socketMessage(ipv6)

export type SocketAnswer = Infer<typeof ipv4Socket>
