import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A running `netloupe agent`, compiled, as it ships. */
export interface AgentProcess extends AsyncDisposable {
  readonly url: string
  /** CPU of both processes until now, in microseconds (of USER_HZ, 10 ms, granularity). */
  readonly cpuUs: () => number
  /** Resident memory of both processes, in bytes. */
  readonly residentBytes: () => number
  /** Open files of both processes. */
  readonly openFiles: () => number
}

const program = fileURLToPath(new URL('../../dist/agent/main.js', import.meta.url))
/** include/uapi: USER_HZ is 100 everywhere. */
const tickUs = 10_000

/** Starts it and waits until it is ready. */
export const startAgent = async (args: readonly string[], entry = program): Promise<AgentProcess> => {
  const child = spawn(process.execPath, [entry, 'agent', '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value: line } = (await lines.next()) as { value: string | undefined }
  const url = / on (http\S+)$/.exec(line ?? '')?.[1]
  if (url === undefined) throw new Error(`The agent did not start: ${said.join('')}`)
  for (let tries = 0; (await fetch(`${url}/readyz`)).status !== 200; tries++) {
    if (tries > 300) throw new Error(`The agent did not get ready: ${said.join('')}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const pids = [child.pid ?? 0, ...childrenOf(child.pid ?? 0)]
  const sum = (of: (pid: number) => number): number => pids.reduce((total, pid) => total + of(pid), 0)
  return {
    url,
    cpuUs: () => sum(cpuTicks) * tickUs,
    residentBytes: () => sum(residentBytes),
    openFiles: () => sum((pid) => readdirSync(`/proc/${pid}/fd`).length),
    [Symbol.asyncDispose]: () => ended(child),
  }
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)

/** Fields 14 and 15 of `/proc/PID/stat`, counted from the end of the command's name. */
const cpuTicks = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

const residentBytes = (pid: number): number => {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
