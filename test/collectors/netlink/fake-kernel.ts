import type { Transport } from '../../../collectors/linux/socket.ts'

/** linux/netlink.h */
export const NLMSG_NOOP = 1
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
export const NLMSG_OVERRUN = 4
export const NLM_F_MULTI = 2
export const NLM_F_DUMP_INTR = 0x10
export const NLM_F_CAPPED = 0x100
export const NLM_F_ACK_TLVS = 0x200

const headerSize = 16

/** One message of an answer. `sequence` and `length` lie where they are given; else they are right. */
export interface FakeMessage {
  readonly type: number
  readonly flags?: number
  readonly sequence?: number
  readonly length?: number
  readonly body?: Uint8Array
}

/** struct nlmsghdr and the body, padded to four bytes. */
const encode = (message: FakeMessage, sequence: number): Uint8Array => {
  const body = message.body ?? new Uint8Array(0)
  const bytes = Buffer.alloc(headerSize + ((body.length + 3) & ~3))
  bytes.writeUInt32LE(message.length ?? headerSize + body.length, 0)
  bytes.writeUInt16LE(message.type, 4)
  bytes.writeUInt16LE(message.flags ?? 0, 6)
  bytes.writeUInt32LE(message.sequence ?? sequence, 8)
  bytes.set(body, headerSize)
  return bytes
}

/** A datagram is raw bytes, or messages in a row. */
export type Datagram = Uint8Array | readonly FakeMessage[]

/** What the fake kernel says to the n-th request (0 first). */
export type Script = (request: Uint8Array, attempt: number) => readonly Datagram[]

/** A fake kernel that has said all it has to say. */
export class Silence extends Error {}

/**
 * A kernel that answers as a script says. It notes what it was asked, and it throws `Silence` where the real one would let us
 * wait: a test that ends in it has asked for more than there was.
 */
export interface FakeKernel extends Transport {
  readonly requests: Uint8Array[]
  readonly unread: () => number
}

export const fakeKernel = (script: Script): FakeKernel => {
  const requests: Uint8Array[] = []
  const queue: Uint8Array[] = []
  return {
    requests,
    unread: () => queue.length,
    send: (request) => {
      const sequence = Buffer.from(request).readUInt32LE(8)
      for (const datagram of script(request, requests.length))
        queue.push(
          datagram instanceof Uint8Array
            ? datagram
            : Buffer.concat(datagram.map((message) => encode(message, sequence))),
        )
      requests.push(Uint8Array.from(request))
    },
    receive: (into) => {
      const datagram = queue.shift()
      if (datagram === undefined) throw new Silence('the fake kernel has nothing more to say')
      into.set(datagram)
      return datagram.length
    },
    [Symbol.dispose]: () => {},
  }
}

const s32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

export const done = (status = 0, flags = NLM_F_MULTI): FakeMessage => ({ type: NLMSG_DONE, flags, body: s32(status) })

/** NLMSGERR_ATTR_MSG with the kernel's own words. */
const words = (text: string): Buffer => {
  const payload = Buffer.from(`${text}\0`)
  const bytes = Buffer.alloc(4 + ((payload.length + 3) & ~3))
  bytes.writeUInt16LE(4 + payload.length, 0)
  bytes.writeUInt16LE(1, 2)
  payload.copy(bytes, 4)
  return bytes
}

/** NLMSG_ERROR; the request is echoed whole or, `capped`, its header only. 0 is the acknowledgement. */
export const failure = (
  errno: number,
  about: { readonly request: Uint8Array; readonly capped?: boolean; readonly text?: string },
): FakeMessage => {
  const { request, capped = false, text } = about
  const echoed = capped ? request.subarray(0, headerSize) : request
  const flags = (capped ? NLM_F_CAPPED : 0) | (text === undefined ? 0 : NLM_F_ACK_TLVS)
  const body = Buffer.concat([s32(errno === 0 ? 0 : -errno), echoed, ...(text === undefined ? [] : [words(text)])])
  return { type: NLMSG_ERROR, flags, body }
}
