import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { prometheusConfig, rulesFolder } from './deployed.ts'

/** A Prometheus that scrapes every four seconds, with the configuration and the rules that are shipped. */
export interface LivePrometheus extends AsyncDisposable {
  /** The result of a query at a moment, in Unix time; now unless told. @throws what Prometheus finds wrong with it */
  readonly ask: (query: string, moment?: number) => Promise<readonly Result[]>
  /** The values of a label, of the series that a selector names; of all without one. */
  readonly labelValues: (label: string, selector?: string) => Promise<readonly string[]>
  /** Waits until a query has a result. @returns the moment of that */
  readonly until: (query: string) => Promise<number>
}

export interface Result {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

interface Config {
  global: { scrape_interval: string; scrape_timeout: string; evaluation_interval: string }
  rule_files: string[]
  scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** The shipped configuration, faster, and with the addresses of this test. */
const liveConfig = (targets: Readonly<Record<string, string>>): string => {
  const config = parse(readFileSync(prometheusConfig, 'utf8')) as Config
  config.global = { scrape_interval: '4s', scrape_timeout: '4s', evaluation_interval: '1s' }
  config.rule_files = [`${rulesFolder}/*.yml`]
  for (const job of config.scrape_configs) job.static_configs = [{ targets: [targets[job.job_name] ?? job.job_name] }]
  return stringify(config)
}

/** @param folder a folder for its data, which the caller removes */
export const startPrometheus = async (folder: string, netloupe: string): Promise<LivePrometheus> => {
  const address = `127.0.0.1:${await freePort()}`
  mkdirSync(folder, { recursive: true })
  const config = `${folder}/prometheus.yml`
  writeFileSync(config, liveConfig({ netloupe, prometheus: address }))
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ],
    { env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (data) => (said += data))
  await once(child, 'spawn')

  const get = async (path: string, parameters: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`http://${address}/api/v1/${path}?${new URLSearchParams(parameters)}`)
    const { data, error } = (await response.json()) as { data?: unknown; error?: string }
    if (error !== undefined) throw new Error(`${error}: ${parameters['query'] ?? path}`)
    return data
  }
  const ask: LivePrometheus['ask'] = async (query, moment) => {
    const time = moment === undefined ? {} : { time: String(moment) }
    const { resultType, result } = (await get('query', { query, ...time })) as { resultType: string; result: unknown }
    return resultType === 'scalar' ? [{ metric: {}, value: result as [number, string] }] : (result as Result[])
  }
  return {
    ask,
    labelValues: async (label, selector) =>
      (await get(`label/${label}/values`, selector === undefined ? {} : { 'match[]': selector })) as string[],
    until: async (query) => {
      for (let attempt = 0; attempt < 600; attempt++) {
        if (child.exitCode !== null) throw new Error(`prometheus ended:\n${said}`)
        const [first] = await ask(query).catch(() => [])
        if (first !== undefined) return first.value[0]
        await sleep(100)
      }
      throw new Error(`no answer within 60 s: ${query}\n${said}`)
    },
    [Symbol.asyncDispose]: () => ended(child),
  }
}

/** Asks a process to end, and makes it if it does not within five seconds. */
export const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exit
  clearTimeout(force)
}
