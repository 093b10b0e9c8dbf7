import { KernelError } from '../linux/errno.ts'
import type { Transport } from '../linux/socket.ts'
import type { Turns } from '../turns.ts'
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

/** What to ask for in a dump that may be long: which messages, and what becomes of each. */
export interface LongQuestion extends Question {
  readonly name: string
  /** nlmsg_type of the request, and of the kernel's answers. */
  readonly types: { readonly answers: readonly number[]; readonly request: number }
  /**
   * Reads the message, `length` bytes from `at`; the bytes are another's after it returns. A DecodeError that it throws is
   * counted, and the next message shown. False: enough, the dump ends here.
   */
  readonly visit: (view: DataView, at: number, length: number) => boolean
}

/** How a long dump went. */
export interface LongDump {
  /** The visitor had enough; the connection is closed then, and of no use any more. */
  readonly endedEarly: boolean
  readonly interrupted: boolean
  /** Messages (or datagrams) that do not mean what their definition says; the first ones of them. */
  readonly malformedCount: number
  readonly malformed: readonly DecodeError[]
}

/** Faults of a long dump that are kept: a table that cannot be decoded has as many as it has entries. */
const mostFaults = 10
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
  #closed = false

  constructor(transport: Transport) {
    this.#transport = transport
  }

  [Symbol.dispose](): void {
    if (this.#closed) return
    this.#closed = true
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
   * Shows all objects of a kind, one after the other, and gives other work its turn between the kernel's datagrams (32 KiB at
   * most). The socket stays in the namespace in which it was opened, wherever the thread is meanwhile. Until the promise
   * settles nothing else may be asked on this connection. Not repeated when interrupted: the visitor has seen it all.
   * @throws KernelError
   */
  async dumpInTurns(question: LongQuestion, turns: Turns): Promise<LongDump> {
    const { name, types, visit } = question
    const request = encodeRequest({ ...question, type: types.request, flags: NLM_F_DUMP })
    const malformed: DecodeError[] = []
    const told = { enough: false, interrupted: false, malformedCount: 0 }
    const note = (fault: DecodeError): void => {
      told.malformedCount++
      if (malformed.length < mostFaults) malformed.push(fault)
    }
    const answer = this.#send(request, `${name} dump`, (envelope) => {
      if ((envelope.flags & NLM_F_DUMP_INTR) !== 0) told.interrupted = true
      if (told.enough || !types.answers.includes(envelope.type)) return
      const more = decoded(() => visit(receiveView, envelope.at, envelope.length))
      if (more instanceof DecodeError) note(more)
      else told.enough = !more
    })
    while (!answer.end && !told.enough) {
      const fault = this.#receive(answer)
      if (fault !== null) note(fault)
      await turns.next()
    }
    // The kernel would go on with it at each receive, and refuse another dump meanwhile (EBUSY).
    if (told.enough) this[Symbol.dispose]()
    else if (answer.error) throw answer.error
    const { enough, interrupted, malformedCount } = told
    return { endedEarly: enough, interrupted, malformedCount, malformed }
  }

  /** Answers what is wrong with the datagrams of the answer. */
  #exchange(request: Buffer, operation: string, visit: (envelope: Envelope) => void): readonly DecodeError[] {
    const answer = this.#send(request, operation, visit)
    const unsplit: DecodeError[] = []
    while (!answer.end) {
      const fault = this.#receive(answer)
      if (fault !== null) unsplit.push(fault)
    }
    if (answer.error) throw answer.error
    return unsplit
  }

  #send(request: Buffer, operation: string, visit: (envelope: Envelope) => void): Answer {
    this.#sequence = (this.#sequence + 1) >>> 0
    request.writeUInt32LE(this.#sequence, sequenceAt)
    this.#transport.send(request)
    const answer: Answer = { operation, ours: false, foreign: 0, end: false, error: null, onMessage: () => {} }
    answer.onMessage = (envelope): void => {
      if (envelope.sequence !== this.#sequence || answer.end) return
      answer.ours = true
      if (envelope.type === NLMSG_OVERRUN)
        throw new KernelError({ operation, errno: ENOBUFS, detail: 'answer overrun' })
      answer.end = envelope.type === NLMSG_ERROR || envelope.type === NLMSG_DONE
      if (!answer.end || (envelope.flags & NLM_F_DUMP_INTR) !== 0) visit(envelope)
      if (answer.end) answer.error = errorIn(receiveView, envelope, operation)
    }
    return answer
  }

  /**
   * Receives one datagram, and answers what is wrong with it: one that cannot be split is passed over, what follows on the socket
   * must be read all the same.
   */
  #receive(answer: Answer): DecodeError | null {
    const { operation } = answer
    if (answer.foreign === mostForeign) throw new KernelError({ operation, errno: EPROTO, detail: noAnswer })
    answer.ours = false
    const received = decoded(() => eachMessage(receiveView, this.#transport.receive(receiveBuffer), answer.onMessage))
    answer.foreign = answer.ours ? 0 : answer.foreign + 1
    return received instanceof DecodeError ? received : null
  }
}

/** An answer that is being received. */
interface Answer {
  readonly operation: string
  /** Whether the last datagram had to do with it, and how many before it had not. */
  ours: boolean
  foreign: number
  end: boolean
  error: KernelError | null
  onMessage: (envelope: Envelope) => void
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
