import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect } from 'vitest'
import { checkoutRoot } from './checkout.ts'
import { shellEnvironment } from './run-command.ts'

/** A running `netloupe agent`. It ends with the test. */
export interface Agent {
  readonly process: ChildProcess
  readonly url: string
  readonly said: () => string
}

const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
})

export const start = (...words: string[]): { child: ChildProcess; said: () => string } => {
  const child = spawn('./netloupe', ['agent', ...words], { cwd: checkoutRoot, env: shellEnvironment() })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data))
  return { child, said: () => output }
}

export const until = async <T>(
  what: string,
  find: () => T | null | undefined | Promise<T | null | undefined>,
): Promise<T> => {
  for (let attempt = 0; attempt < 600; attempt++) {
    const found = await find()
    if (found !== null && found !== undefined) return found
    await sleep(100)
  }
  throw new Error(`${what} did not happen within 60 s`)
}

export const listening = async (...words: string[]): Promise<Agent> => {
  const { child, said } = start('--no-docker', '--listen', '127.0.0.1:0', ...words)
  const url = await until('listening', () => {
    if (child.exitCode !== null) throw new Error(`the agent ended with ${child.exitCode}: ${said()}`)
    return / on (https?:\S+)\n/.exec(said())?.[1]
  }).catch((error: unknown) => {
    throw new Error(said(), { cause: error })
  })
  return { process: child, url, said }
}

export const status = async (url: string): Promise<number | null> =>
  (await fetch(url).catch(() => null))?.status ?? null
export const ready = (agent: Pick<Agent, 'url'>): Promise<number> =>
  until('readiness', async () => ((await status(`${agent.url}/readyz`)) === 200 ? 200 : null))

/** An agent that has looked at the host once. */
export const started = async (...words: string[]): Promise<Agent> => {
  const agent = await listening(...words)
  await ready(agent)
  return agent
}

/** The text of a scrape, which has to succeed. */
export const scrape = async (
  { url }: Pick<Agent, 'url'>,
  query = '',
  headers: { readonly [name: string]: string } = {},
): Promise<string> => {
  const answer = await fetch(`${url}/metrics${query}`, { headers })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return text
}

export const serverPid = (agent: Agent): number => {
  const children = readFileSync(`/proc/${agent.process.pid}/task/${agent.process.pid}/children`, 'utf8')
  return Number(children.trim().split(' ')[0])
}
