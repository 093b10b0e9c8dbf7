import { KernelError } from '../linux/errno.ts'
import { eachAttribute } from '../wire/attributes.ts'
import { littleEndian } from '../wire/codec.ts'
import { DecodeError } from '../wire/error.ts'
import { u16, u32 } from '../wire/scalars.ts'
import { struct } from '../wire/struct.ts'
import { cstring } from '../wire/text.ts'

export const nlmsghdr = struct(
  { name: 'nlmsghdr', header: 'linux/netlink.h', size: 16 },
  {
    length: [0, u32, 'nlmsg_len'],
    type: [4, u16, 'nlmsg_type'],
    flags: [6, u16, 'nlmsg_flags'],
    sequence: [8, u32, 'nlmsg_seq'],
    port: [12, u32, 'nlmsg_pid'],
  },
)

/** linux/netlink.h */
export const NLMSG_NOOP = 1
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
export const NLMSG_OVERRUN = 4
export const NLM_F_DUMP_INTR = 0x10
const NLM_F_CAPPED = 0x100
const NLM_F_ACK_TLVS = 0x200
const NLMSGERR_ATTR_MSG = 1

const headerSize = 16
const align = (length: number): number => (length + 3) & ~3

/** Where one message lies in the receive buffer, and the header fields that decide what it is. */
export interface Envelope {
  type: number
  flags: number
  sequence: number
  at: number
  length: number
}

/**
 * Splits one datagram into messages. The envelope is the same object each time.
 * @throws DecodeError when a length does not fit: what follows cannot be found then
 */
export const eachMessage = (view: DataView, length: number, visit: (envelope: Envelope) => void): void => {
  const envelope: Envelope = { type: 0, flags: 0, sequence: 0, at: 0, length: 0 }
  let at = 0
  while (at < length) {
    if (length - at < headerSize)
      throw new DecodeError(`struct nlmsghdr has ${headerSize} bytes, got ${length - at}`, at)
    const size = view.getUint32(at, littleEndian)
    if (size < headerSize || size > length - at)
      throw new DecodeError(`a message of ${size} bytes where ${length - at} are left`, at)
    envelope.type = view.getUint16(at + 4, littleEndian)
    envelope.flags = view.getUint16(at + 6, littleEndian)
    envelope.sequence = view.getUint32(at + 8, littleEndian)
    envelope.at = at + headerSize
    envelope.length = size - headerSize
    visit(envelope)
    at += align(size)
  }
}

/**
 * The error in an NLMSG_ERROR or at the head of an NLMSG_DONE: null means success. With an extended ack, the error says
 * the kernel's own words.
 */
export const errorIn = (view: DataView, envelope: Envelope, operation: string): KernelError | null => {
  const { at, length, type, flags } = envelope
  // Kernels before 2.6.19 ended a dump without a status.
  if (type === NLMSG_DONE && length < 4) return null
  if (length < 4) throw new DecodeError(`struct nlmsgerr has 4 bytes at least, got ${length}`, at)
  const status = view.getInt32(at, littleEndian)
  if (status === 0 || (type === NLMSG_DONE && status > 0)) return null
  const detail = (flags & NLM_F_ACK_TLVS) === 0 ? undefined : extendedAck(view, envelope)
  return new KernelError({ operation, errno: -status, detail })
}

const extendedAck = (view: DataView, { at, length, type, flags }: Envelope): string | undefined => {
  const words = { text: undefined as string | undefined }
  const start = type === NLMSG_DONE ? at + 4 : at + 4 + echoedLength(view, at, length, flags)
  if (start > at + length) throw new DecodeError('an extended ack outside its message', at)
  eachAttribute(view, { at: start, length: at + length - start }, (attribute, from, size) => {
    if (attribute === NLMSGERR_ATTR_MSG) words.text = cstring.decode(view, from, size)
  })
  return words.text
}

/** After the status comes the request, whole or (CAPPED) its header only. */
const echoedLength = (view: DataView, at: number, length: number, flags: number): number => {
  if ((flags & NLM_F_CAPPED) !== 0) return headerSize
  if (length < 4 + headerSize) throw new DecodeError('struct nlmsgerr ends before the request that it answers', at)
  return align(view.getUint32(at + 4, littleEndian))
}
