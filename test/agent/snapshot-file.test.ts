import { beforeAll, describe, expect, it } from 'vitest'
import { snapshotParts, usageParts } from '../../agent/live/parts.ts'
import { parseSnapshot, snapshotText } from '../../agent/snapshot-file.ts'
import { buildTopology } from '../../agent/topology/build.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { takeSnapshot } from '../../collectors/take-snapshot.ts'
import { UsageReader } from '../../collectors/usage.ts'
import { usageReads } from '../../collectors/usage-record.ts'

describe('a saved snapshot', () => {
  let snapshot: Snapshot

  beforeAll(async () => {
    using reader = await KernelReader.open()
    const options = { version: '1.2.3', root: '/', netnsFolders: [], docker: null, thorough: false }
    const taken = await takeSnapshot(reader, options)
    await using counters = new UsageReader({ kernel: reader, paths: hostPaths('/'), reads: new Set(usageReads) })
    counters.follow(taken)
    snapshot = { ...taken.snapshot, usage: await counters.read() }
  })

  it('is read back as it was, and gives the same graph', async () => {
    const again = await parseSnapshot(snapshotText(snapshot), 'FILE')
    expect(again).toEqual(snapshot)
    expect(buildTopology(again).export()).toEqual(buildTopology(snapshot).export())
  })

  it('goes through the pipe as it is', () => {
    const { usage: counters, ...rest } = snapshot
    const parts = snapshotParts()
    const split = parts.split(rest)
    for (const part of structuredClone(split.parts)) parts.add(part)
    expect(parts.complete(structuredClone(split.rest))).toEqual(rest)
    if (counters === undefined) throw new Error('no counters')
    const others = usageParts()
    const splitCounters = others.split(counters)
    for (const part of structuredClone(splitCounters.parts)) others.add(part)
    expect(others.complete(structuredClone(splitCounters.rest))).toEqual(counters)
  })

  it('keeps counters beyond 2^53 exactly', async () => {
    const [link] = snapshot.links
    if (link?.stats64 === undefined) throw new Error('no link with counters')
    const huge = { ...link, stats64: { ...link.stats64, rxBytes: 18_446_744_073_709_551_615n, txBytes: 2n ** 53n } }
    const text = snapshotText({ ...snapshot, links: [huge] })
    expect(text).toContain('"rxBytes": "18446744073709551615"')
    expect((await parseSnapshot(text, 'FILE')).links[0]?.stats64).toEqual(huge.stats64)
  })

  const damaged = (change: (value: { [key: string]: unknown }) => void): string => {
    const value = JSON.parse(snapshotText(snapshot)) as { [key: string]: unknown }
    change(value)
    return JSON.stringify(value)
  }

  it.each<[string, string | ((value: { [key: string]: unknown }) => void), RegExp]>([
    ['empty', '', /^FILE is not JSON \(.*\); a snapshot is written by 'netloupe snapshot -o FILE'\.$/],
    ['cut', '{"schema": "netloupe.snap', /^FILE is not JSON/],
    ['of another kind', '[]', /^FILE is no netloupe snapshot/],
    ['of another program', '{"schema":"other/1"}', /^FILE is no netloupe snapshot/],
    ['newer', '{"schema":"netloupe.snapshot/2"}', /knows netloupe\.snapshot\/1: a newer netloupe wrote it/],
    ['older', '{"schema":"netloupe.snapshot/0"}', /take it again with this netloupe/],
    [
      'without a part',
      (value) => delete value['links'],
      /^FILE is damaged: the whole must have required property 'links'\.$/,
    ],
    ['with a wrong type', (value) => (value['links'] = [{ netns: 3 }]), /^FILE is damaged: \/links\/0/],
    [
      'with a wrong counter',
      (v) => (v['links'] = [{ ...snapshot.links[0], stats64: { rxBytes: '-1' } }]),
      /damaged: \/links\/0\/stats64/,
    ],
  ])('that is %s is refused in one line', async (_, content, message) => {
    await expect(parseSnapshot(typeof content === 'string' ? content : damaged(content), 'FILE')).rejects.toThrow(
      message,
    )
  })
})
