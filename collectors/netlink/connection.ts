import { KernelError } from '../linux/errno.ts'
import type { Transport } from '../linux/socket.ts'
import { DecodeError } from '../wire/error.ts'
import {
  type Envelope,
  eachMessage,
  errorIn,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_OVERRUN,
} from './answer.ts'
import type { Message } from './message.ts'
import { encodeRequest, NLM_F_ACK, NLM_F_DUMP, type RequestAttribute } from './request.ts'

/** What to ask for: the body of the request and its attributes. */
export interface Question {
  readonly header: Uint8Array
  readonly attributes?: readonly RequestAttribute[]
}

/** The result of a dump: what could be decoded, and what is wrong with it. */
export interface Dump<T> {
  readonly records: readonly T[]
  /** The kernel changed its tables during every attempt: entries may be missing or double. */
  readonly interrupted: boolean
  readonly malformed: readonly DecodeError[]
}

const attempts = 5
/** Dumps are sized by the largest receive seen, up to 32 KiB; a smaller buffer loses data without an error. */
const receiveBuffer = new Uint8Array(64 * 1024)
const receiveView = new DataView(receiveBuffer.buffer)
const sequenceAt = 8

/**
 * Request and answer over one netlink socket, synchronously.
 * Answers to anything but the question just asked (another sequence number) are passed over.
 */
export class NetlinkConnection implements Disposable {
  readonly #transport: Transport
  #sequence = 0

  constructor(transport: Transport) {
    this.#transport = transport
  }

  [Symbol.dispose](): void {
    this.#transport[Symbol.dispose]()
  }

  /**
   * Asks for all objects of a kind. An interrupted dump is asked for again, then delivered and flagged.
   * @throws KernelError
   */
  dump<T>(message: Message<T>, question: Question): Dump<T> {
    const request = encodeRequest({ ...question, type: message.types.request, flags: NLM_F_DUMP })
    for (let attempt = 1; ; attempt++) {
      const dump = this.#dumpOnce(message, request)
      if (!dump.interrupted || attempt === attempts) return dump
    }
  }

  #dumpOnce<T>(message: Message<T>, request: Buffer): Dump<T> {
    const records: T[] = []
    const malformed: DecodeError[] = []
    const operation = `${message.name} dump`
    let interrupted = false
    this.#exchange(request, operation, (envelope) => {
      if ((envelope.flags & NLM_F_DUMP_INTR) !== 0) interrupted = true
      if (!message.types.answers.includes(envelope.type)) return
      try {
        records.push(message.decode(receiveView, envelope.at, envelope.length))
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error
        malformed.push(error)
      }
    })
    return { records, interrupted, malformed }
  }

  /**
   * Asks for one object. The acknowledgement ends the answer, also where the kernel flags it as one of many.
   * @throws KernelError, DecodeError
   */
  ask<T>(message: Message<T>, question: Question): T | null {
    const request = encodeRequest({ ...question, type: message.types.request, flags: NLM_F_ACK })
    let answer: T | null = null
    this.#exchange(request, message.name, (envelope) => {
      if (message.types.answers.includes(envelope.type))
        answer = message.decode(receiveView, envelope.at, envelope.length)
    })
    return answer
  }

  /**
   * Tells the kernel something about our own hub (the only thing that netloupe ever writes).
   * @throws KernelError
   */
  tell(type: number, operation: string, question: Question): void {
    this.#exchange(encodeRequest({ ...question, type, flags: NLM_F_ACK }), operation, () => {})
  }

  #exchange(request: Buffer, operation: string, visit: (envelope: Envelope) => void): void {
    this.#sequence = (this.#sequence + 1) >>> 0
    request.writeUInt32LE(this.#sequence, sequenceAt)
    this.#transport.send(request)
    const end: { reached: boolean; error: KernelError | DecodeError | null } = { reached: false, error: null }
    const onMessage = (envelope: Envelope): void => {
      if (envelope.sequence !== this.#sequence || end.reached) return
      if (envelope.type === NLMSG_OVERRUN) throw new KernelError({ operation, errno: 105, detail: 'answer overrun' })
      if (envelope.type === NLMSG_ERROR || envelope.type === NLMSG_DONE) {
        if ((envelope.flags & NLM_F_DUMP_INTR) !== 0) visit(envelope)
        end.error = errorIn(receiveView, envelope, operation)
        end.reached = true
      } else visit(envelope)
    }
    while (!end.reached) end.error = this.#receiveOnce(onMessage) ?? end.error
    if (end.error) throw end.error
  }

  /** A datagram that cannot be split is reported at the end: what follows on the socket must be read all the same. */
  #receiveOnce(onMessage: (envelope: Envelope) => void): DecodeError | null {
    try {
      eachMessage(receiveView, this.#transport.receive(receiveBuffer), onMessage)
      return null
    } catch (error) {
      if (error instanceof DecodeError) return error
      throw error
    }
  }
}
