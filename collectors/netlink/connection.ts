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
/** asm-generic/errno.h */
const EPROTO = 71
const ENOBUFS = 105
/** Datagrams in a row that may be about something else before the kernel counts as silent. */
const mostForeign = 1000
const noAnswer = `no answer among ${mostForeign} datagrams`

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
   * @param beginning fields with which every record begins
   * @throws KernelError
   */
  dump<T, B extends object = object>(message: Message<T>, question: Question, beginning?: B): Dump<B & T> {
    const request = encodeRequest({ ...question, type: message.types.request, flags: NLM_F_DUMP })
    for (let attempt = 1; ; attempt++) {
      const dump = this.#dumpOnce<B & T>(message, request, beginning)
      if (!dump.interrupted || attempt === attempts) return dump
    }
  }

  #dumpOnce<T>(message: Message<unknown>, request: Buffer, beginning: object | undefined): Dump<T> {
    const records: T[] = []
    const malformed: DecodeError[] = []
    let interrupted = false
    const unsplit = this.#exchange(request, `${message.name} dump`, (envelope) => {
      if ((envelope.flags & NLM_F_DUMP_INTR) !== 0) interrupted = true
      if (!message.types.answers.includes(envelope.type)) return
      const record = { ...beginning }
      const fault = decoded(() => message.decodeInto(record, receiveView, envelope.at, envelope.length))
      if (fault instanceof DecodeError) malformed.push(fault)
      else records.push(record as T)
    })
    return { records, interrupted, malformed: [...malformed, ...unsplit] }
  }

  /**
   * Asks for one object. The acknowledgement ends the answer, also where the kernel flags it as one of many.
   * @throws KernelError, DecodeError
   */
  ask<T>(message: Message<T>, question: Question): T | null {
    const request = encodeRequest({ ...question, type: message.types.request, flags: NLM_F_ACK })
    let answer: T | DecodeError | null = null
    const unsplit = this.#exchange(request, message.name, (envelope) => {
      if (message.types.answers.includes(envelope.type))
        answer = decoded(() => message.decode(receiveView, envelope.at, envelope.length))
    })
    const fault = [answer, ...unsplit].find((part) => part instanceof DecodeError)
    if (fault) throw fault
    return answer
  }

  /**
   * Tells the kernel something about our own hub (the only thing that netloupe ever writes).
   * @throws KernelError, DecodeError
   */
  tell(type: number, operation: string, question: Question): void {
    const [fault] = this.#exchange(encodeRequest({ ...question, type, flags: NLM_F_ACK }), operation, () => {})
    if (fault) throw fault
  }

  /**
   * Answers what is wrong with the datagrams of the answer: one that cannot be split is passed over, what follows on the
   * socket must be read all the same.
   */
  #exchange(request: Buffer, operation: string, visit: (envelope: Envelope) => void): readonly DecodeError[] {
    this.#sequence = (this.#sequence + 1) >>> 0
    request.writeUInt32LE(this.#sequence, sequenceAt)
    this.#transport.send(request)
    const heard = { ours: false, end: false, error: null as KernelError | null }
    const onMessage = (envelope: Envelope): void => {
      if (envelope.sequence !== this.#sequence || heard.end) return
      heard.ours = true
      if (envelope.type === NLMSG_OVERRUN)
        throw new KernelError({ operation, errno: ENOBUFS, detail: 'answer overrun' })
      heard.end = envelope.type === NLMSG_ERROR || envelope.type === NLMSG_DONE
      if (!heard.end || (envelope.flags & NLM_F_DUMP_INTR) !== 0) visit(envelope)
      if (heard.end) heard.error = errorIn(receiveView, envelope, operation)
    }
    const unsplit: DecodeError[] = []
    for (let foreign = 0; !heard.end; foreign = heard.ours ? 0 : foreign + 1) {
      if (foreign === mostForeign) throw new KernelError({ operation, errno: EPROTO, detail: noAnswer })
      heard.ours = false
      const received = decoded(() => eachMessage(receiveView, this.#transport.receive(receiveBuffer), onMessage))
      if (received instanceof DecodeError) unsplit.push(received)
    }
    if (heard.error) throw heard.error
    return unsplit
  }
}

/** What `decode` answers, or its DecodeError. */
const decoded = <T>(decode: () => T): T | DecodeError => {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DecodeError) return error
    throw error
  }
}
