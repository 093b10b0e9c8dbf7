import type { Container } from '../../../../collectors/containers/record.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { serverContainer } from '../reading/involved.ts'
import { cgroupOf } from '../reading/usage-of.ts'

/** Share of the periods from which on it is worth knowing. */
const noteworthy = 0.25
/** A few periods at its start mean nothing. */
const fewestPeriods = 20

/** It uses up its quota and is stopped until the next period. */
export const cpuThrottled: Cause = {
  id: 'cpu-throttled',
  layer: 'state',
  symptom: 'Slow answers, time outs now and then.',
  confirm: 'nr_throttled and throttled_usec of cpu.stat of its cgroup rise.',
  more: 'https://docs.docker.com/engine/containers/resource_constraints/#configure-the-default-cfs-scheduler',
  explain: (finding) => {
    const container = finding.loss?.reason === 'backlog-full' ? serverContainer(finding) : null
    return container === null
      ? null
      : throttled(
          container,
          finding,
          (name, share) =>
            `${name} is too slow to accept connections: it was stopped for want of CPU in ${share} % of all periods.`,
        )
  },
  warn: (finding) => {
    const container = serverContainer(finding)
    return container === null
      ? null
      : throttled(
          container,
          finding,
          (name, share) => `${name} was stopped for want of CPU in ${share} % of all periods: it may answer late.`,
        )
  },
}

const throttled = (
  container: Container,
  { scene: { snapshot } }: Finding,
  words: (name: string, share: number) => string,
): Explanation | null => {
  const {
    periods = 0,
    throttledPeriods = 0,
    throttledNanoseconds = 0,
    quotaMicroseconds,
    periodMicroseconds,
  } = cgroupOf(container, snapshot)?.cpu ?? {}
  const share = Number(throttledPeriods) / Number(periods)
  if (Number(periods) < fewestPeriods || share < noteworthy) return null
  const name = containerWords(container)
  const cpus =
    quotaMicroseconds === undefined ? null : Number(quotaMicroseconds) / Number(periodMicroseconds ?? 100_000)
  return {
    summary: words(name, Math.round(share * 100)),
    evidence: [
      containerEvidence(
        container,
        `cpu.stat: nr_periods ${periods}, nr_throttled ${throttledPeriods}, throttled_usec ${Math.round(Number(throttledNanoseconds) / 1000)}`,
      ),
    ],
    remedy: cpus === null ? [] : [dockerCommand(snapshot, 'update', `--cpus=${Number((cpus * 2).toFixed(2))}`, name)],
  }
}
