import type { Transport } from '../../../collectors/linux/socket.ts'

/** A message that the fake kernel answers: its nlmsg_type and body; NLM_F_MULTI is set. */
export type Answer = readonly [type: number, body: Uint8Array]

/** What was asked: the nlmsg_type, and the body. */
export interface Asked {
  readonly type: number
  readonly body: Uint8Array
}

const NLMSG_ERROR = 2
const NLMSG_DONE = 3
const NLM_F_MULTI = 2
const headerSize = 16

const s32 = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

/** The end of an answer that went well, of a dump and of another question. */
export const done: Answer = [NLMSG_DONE, s32(0)]
export const acknowledged: Answer = [NLMSG_ERROR, Buffer.alloc(20)]
/** A refusal. @param errno positive */
export const refusal = (errno: number): Answer => [NLMSG_ERROR, Buffer.concat([s32(-errno), Buffer.alloc(16)])]

/** A kernel that answers as it is told, each message a datagram. @param answer datagrams for what is asked */
export const fakeKernel = (
  answer: (asked: Asked) => readonly Answer[],
): Transport & { readonly asked: Asked[]; closed: number } => {
  const waiting: Uint8Array[] = []
  return {
    asked: [],
    closed: 0,
    send(request) {
      const bytes = Buffer.from(request)
      const asked = { type: bytes.readUInt16LE(4), body: bytes.subarray(headerSize) }
      this.asked.push(asked)
      for (const [type, body] of answer(asked)) waiting.push(datagram(type, body, bytes.readUInt32LE(8)))
    },
    receive: (into) => {
      const next = waiting.shift()
      if (next === undefined) throw new Error('the fake kernel has nothing to say')
      into.set(next)
      return next.length
    },
    [Symbol.dispose]() {
      this.closed++
    },
  }
}

const datagram = (type: number, body: Uint8Array, sequence: number): Uint8Array => {
  const bytes = Buffer.alloc(headerSize + body.length)
  bytes.writeUInt32LE(bytes.length, 0)
  bytes.writeUInt16LE(type, 4)
  bytes.writeUInt16LE(NLM_F_MULTI, 6)
  bytes.writeUInt32LE(sequence, 8)
  bytes.set(body, headerSize)
  return bytes
}
