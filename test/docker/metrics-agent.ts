import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { groups } from '../../exporters/prometheus/groups/index.ts'
import { checkoutRoot } from '../commands/checkout.ts'
import { shellEnvironment } from '../commands/run-command.ts'
import { samplesOf } from '../exporters/prometheus/scrape-text.ts'
import type { DockerHost } from '../lab/lab.ts'

/** One series of a scrape, with its labels as they were before they were escaped. */
export interface Series {
  readonly metric: string
  readonly labels: { readonly [label: string]: string }
  readonly value: number
  /** As it was written. */
  readonly text: string
}

/** A running agent with every group of metrics; it is killed when disposed. */
export interface MetricsAgent extends AsyncDisposable {
  /** All series now. @param query such as `?exclude[]=tcp` */
  scrape(query?: string): Promise<readonly Series[]>
  /** The series of a scrape whose look at the host began after now. */
  fresh(): Promise<readonly Series[]>
  readonly said: () => string
}

const off = Object.entries(groups).filter(([, { on }]) => !on)

/** What is left with the groups that are on by default. */
export const usualGroups = `?${off.map(([name]) => `exclude[]=${name}`).join('&')}`

export const startMetricsAgent = async (
  { dockerHost }: DockerHost,
  words: readonly string[],
): Promise<MetricsAgent> => {
  const all = off.map(([name]) => `--collector.${name}`)
  const argv = ['agent', '--listen', '127.0.0.1:0', '--docker-host', dockerHost, ...all, ...words]
  const child = spawn('./netloupe', argv, { cwd: checkoutRoot, env: shellEnvironment() })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const scrape = async (query = ''): Promise<readonly Series[]> => {
    const url = / on (http:\/\/\S+)\n/.exec(said)?.[1]
    const answer = await fetch(`${url}/metrics${query}`)
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    return [...samplesOf(text)].map(([series, value]) => seriesOf(series, value))
  }
  const fresh = async (): Promise<readonly Series[]> => {
    const now = Date.now() / 1000
    const look = async (): Promise<readonly Series[] | null> => {
      const found = await scrape()
      const looked = found.find(({ metric }) => metric === 'netloupe_snapshot_timestamp_seconds')
      return looked !== undefined && looked.value > now ? found : null
    }
    // An agent that finds hundreds of containers of other tests looks less often.
    return until('a look at the host', look, 80)
  }
  try {
    const url = await until('listening', () => / on (http:\/\/\S+)\n/.exec(said)?.[1])
    await until('readiness', async () => ((await fetch(`${url}/readyz`)).status === 200 ? true : null))
  } catch (error) {
    await end()
    throw new Error(`the agent does not serve:\n${said}`, { cause: error })
  }
  return { scrape, fresh, said: () => said, [Symbol.asyncDispose]: end }
}

/** Waits until something is found. @throws when the time, 20 s by default, is over */
export const until = async <T>(
  what: string,
  find: () => T | null | undefined | Promise<T | null>,
  seconds = 20,
): Promise<T> => {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const found = await find()
    if (found !== null && found !== undefined) return found
    await sleep(100)
  }
  throw new Error(`${what} did not come within ${seconds} s`)
}

const seriesOf = (series: string, text: string): Series => {
  const [, metric = '', inner = ''] = /^(\w+)(?:\{(.*)\})?$/s.exec(series) ?? []
  const labels = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
    ([, label = '', value = '']) => [label, unescaped(value)] as const,
  )
  return { metric, labels: Object.fromEntries(labels), value: Number(text), text }
}

const unescaped = (value: string): string => value.replace(/\\(.)/g, (_, sign) => (sign === 'n' ? '\n' : sign))

/** The series of a metric that have these labels, and perhaps others. */
export const seriesWith = (
  scrape: readonly Series[],
  metric: string,
  labels: { readonly [label: string]: string },
): readonly Series[] =>
  scrape.filter(
    (series) =>
      series.metric === metric && Object.entries(labels).every(([label, value]) => series.labels[label] === value),
  )
