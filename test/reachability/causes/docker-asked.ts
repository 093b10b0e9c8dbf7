import { expect } from 'vitest'
import type { Answer } from '../../../agent/reachability/answer.ts'
import type { Asked } from '../../../agent/reachability/parties.ts'
import { why } from '../../../agent/reachability/why.ts'
import { verified } from '../../../agent/why/verify.ts'
import { dockerAddress } from '../../../collectors/containers/docker-address.ts'
import { KernelReader } from '../../../collectors/kernel.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { UsageReader } from '../../../collectors/usage.ts'
import { usageReads } from '../../../collectors/usage-record.ts'
import { takeAtHost } from '../../kernel/look-at.ts'
import type { DockerHost } from '../../lab/lab.ts'

const reads = new Set(usageReads.filter((read) => read !== 'sizes' && read !== 'filesystems'))

/** A look at a Docker host, with tracked connections, and with counters where they are asked for. */
export const lookThrough = async (host: DockerHost, usage = false): Promise<Snapshot> => {
  using kernel = await KernelReader.open()
  const docker = dockerAddress({ option: host.dockerHost, environment: {}, home: '/' })
  const taken = await takeAtHost({ docker, thorough: true, flows: true }, kernel)
  if (!usage) return taken.snapshot
  await using counters = new UsageReader({ kernel, paths: hostPaths('/'), reads })
  counters.follow(taken)
  return { ...taken.snapshot, usage: await counters.read() }
}

/** What is said, and what a real packet met; the test fails where both are not the same. */
export const askVerified = async (snapshot: Snapshot, asked: Asked): Promise<Answer> => {
  const answer = await verified(why(snapshot, asked), asked, snapshot, { paths: hostPaths('/'), folders: [] })
  expect(answer.verified, `${asked.from} to ${asked.to}: ${JSON.stringify(answer.cause)}`).toEqual({
    outcome: answer.outcome,
    agrees: true,
  })
  return answer
}

/** Runs the commands of remedies as they stand there, each once, in order. */
export const applyRemedies = async (host: DockerHost, answers: readonly Answer[]): Promise<void> => {
  const lines = answers.flatMap(({ cause }) => (cause?.remedy ?? []).filter((line) => !line.startsWith('#')))
  expect(lines).not.toEqual([])
  for (const line of new Set(lines)) {
    const { status, stderr } = await host.exec(['sh', '-c', line])
    expect(status, `${line}: ${stderr}`).toBe(0)
  }
}
