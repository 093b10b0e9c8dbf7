import { NETLINK_ROUTE, openNetlink } from '../../collectors/linux/socket.ts'
import { eachMessage, errorIn } from '../../collectors/netlink/answer.ts'
import { encodeRequest, NLM_F_ACK, u32Bytes } from '../../collectors/netlink/request.ts'
import { attribute, bytesOf, nest, type Part, text, u32 } from '../captures/parts.ts'

const RTM_NEWTFILTER = 44
const NLM_F_CREATE = 0x400
const NLM_F_EXCL = 0x200

export interface WantedFilter {
  readonly ifindex: number
  readonly parent: number
  readonly priority: number
  /** Descriptor of a loaded program. */
  readonly program: number
  readonly name: string
  readonly directAction: boolean
}

/** Adds a filter `bpf` with a loaded program in the namespace of the thread: `tc` takes only files. */
export const addFilter = ({ ifindex, parent, priority, program, name, directAction }: WantedFilter): void => {
  const header = Buffer.alloc(20)
  header.writeInt32LE(ifindex, 4)
  header.writeUInt32LE(parent, 12)
  // ETH_P_ALL in network byte order.
  header.writeUInt32LE(((priority << 16) | 0x0300) >>> 0, 16)
  const options: readonly Part[] = [
    attribute(6, u32(program)),
    attribute(7, text(name)),
    attribute(8, u32Bytes(directAction ? 1 : 0)),
  ]
  const flags = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL
  const request = encodeRequest({ type: RTM_NEWTFILTER, flags, header, attributes: [] })
  const bytes = Buffer.concat([request, bytesOf([attribute(1, text('bpf')), nest(2, '', options)])])
  bytes.writeUInt32LE(bytes.length)
  using transport = openNetlink(NETLINK_ROUTE)
  transport.send(bytes)
  const answer = new Uint8Array(4096)
  const view = new DataView(answer.buffer)
  eachMessage(view, transport.receive(answer), (envelope) => {
    const error = errorIn(view, envelope, 'new filter')
    if (error !== null) throw error
  })
}
