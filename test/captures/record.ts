/**
 * Records real messages into capture files: `node test/captures/record.ts`, as root. It builds two namespaces, asks the kernel, writes
 * one file for each entry of `recordings`, and removes the namespaces again. Read the difference that it makes before committing it.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { NETLINK_ROUTE, openNetlink, type Transport } from '../../collectors/linux/socket.ts'
import { eachMessage, NLMSG_DONE, NLMSG_ERROR } from '../../collectors/netlink/answer.ts'
import { type Messages, messages } from '../../collectors/netlink/messages/index.ts'
import { encodeRequest, NLM_F_DUMP, type RequestAttribute, u32Bytes } from '../../collectors/netlink/request.ts'
import { jsonForm } from './json-form.ts'
import { recordings } from './recordings.ts'
import { here, steps, there } from './scene.ts'
import { writeCapture } from './write-capture.ts'

/** What each dump asks for: the header of the request, with its family first. */
const questions: { readonly [K in keyof Messages]: readonly Question[] } = {
  address: [{ header: 8 }],
  bridgeVlan: [{ header: 16, family: 7, attributes: [[29, u32Bytes(2)]] }],
  link: [{ header: 16 }],
  mdb: [{ header: 8, family: 7 }],
  neighbour: [{ header: 12 }, { header: 12, family: 7 }],
  nexthop: [{ header: 8 }],
  nsid: [{ header: 4 }],
  route: [{ header: 12 }],
  rule: [{ header: 12 }],
  // Not of rtnetlink: made by hand, and compared with `ip xfrm policy` in test/kernel.
  xfrmPolicy: [],
}
type Question = {
  readonly header: number
  readonly family?: number
  readonly attributes?: readonly RequestAttribute[]
}

const dump = (transport: Transport, type: number, question: Question): readonly Uint8Array[] => {
  const header = Buffer.alloc(question.header, 0)
  header.writeUInt8(question.family ?? 0, 0)
  transport.send(encodeRequest({ type, flags: NLM_F_DUMP, header, attributes: question.attributes ?? [] }))
  const found: Uint8Array[] = []
  const into = new Uint8Array(64 * 1024)
  for (let done = false; !done; )
    eachMessage(new DataView(into.buffer), transport.receive(into), (envelope) => {
      if (envelope.type === NLMSG_ERROR) throw new Error(`the kernel refuses a dump of type ${type}`)
      if (envelope.type === NLMSG_DONE) done = true
      else found.push(into.slice(envelope.at - 16, envelope.at + envelope.length))
    })
  return found
}

const record = (): void => {
  const home = openNamespace('/proc/thread-self/ns/net')
  const sockets = Object.fromEntries(
    [here, there].map((name) => {
      using namespace = openNamespace(`/run/netns/${name}`)
      return [name, visit(namespace, home, () => openNetlink(NETLINK_ROUTE))]
    }),
  )
  for (const { folder, file, about, namespace = here, is } of recordings) {
    const message = messages[folder]
    const socket = sockets[namespace]
    if (socket === undefined) throw new Error(`no namespace ${namespace}`)
    const all = questions[folder].flatMap((question) => dump(socket, message.types.request, question))
    const decoded = all.map((bytes) => ({
      bytes,
      expected: jsonForm(message.decode(bodyOf(bytes), 0, bytes.length - 16)),
    }))
    const chosen = decoded.find(({ expected }) => is(expected as { readonly [key: string]: never }))
    if (chosen === undefined) throw new Error(`nothing to record for ${folder}/${file}`)
    mkdirSync(new URL(folder, import.meta.url), { recursive: true })
    const head = `${about}\nLinux ${release()}, recorded by record.ts`
    writeFileSync(
      new URL(`${folder}/${file}.capture`, import.meta.url),
      writeCapture({ about: head, message, ...chosen }),
    )
  }
}

const bodyOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset + 16, bytes.length - 16)

const remove = (name: string): void => {
  try {
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
  } catch {
    // It was not there.
  }
}

if (import.meta.main) {
  try {
    for (const name of [here, there]) {
      remove(name)
      execFileSync('ip', ['netns', 'add', name])
    }
    for (const [[program = '', ...argv], batch] of steps)
      execFileSync(program, [...argv, '-batch', '-'], { input: batch, stdio: ['pipe', 'inherit', 'inherit'] })
    record()
  } finally {
    for (const name of [here, there]) remove(name)
  }
}
