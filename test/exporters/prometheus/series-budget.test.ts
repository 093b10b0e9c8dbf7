import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withUsage } from '../../../agent/live/view.ts'
import { groups } from '../../../exporters/prometheus/groups/index.ts'
import { cpuRatio } from '../../kernel/cpu-ratio.ts'
import { plainHost } from './plain-host.ts'
import { samplesOf, scrapeText } from './scrape-text.ts'

const on = Object.values(groups).filter((group) => group.on)

/** Of a container with one disk and one interface, as it is with everything on by default. */
const seriesOf = async (options: Parameters<typeof plainHost>[1]): Promise<string[]> => {
  const text = await scrapeText(plainHost(2, options), { groups: on })
  return [...samplesOf(text).keys()].filter((series) => series.includes('name="shop-service-1-1"'))
}

/** cAdvisor v0.60 with overlay2 on version 2 of cgroups: counted in its source. */
const cadvisors = 78

test('a plain container has clearly fewer series than with cAdvisor, the network included', async () => {
  const [one, two] = [await seriesOf({ version: 1 }), await seriesOf({ version: 2 })]
  expect([one.length, two.length]).toEqual([60, 70])
  expect(two.length).toBeLessThan(cadvisors * 0.9)
  const page = readFileSync('deploy/cadvisor.md', 'utf8')
  expect(page).toContain(`has ${two.length} series on version 2 of cgroups and ${one.length} on version 1`)
  expect(page).toContain(`cAdvisor has ${cadvisors} on version 2`)
})

test('on a network of the user’s, where Docker’s name server needs NAT, connection tracking comes on top', async () => {
  const more = (await seriesOf({ version: 2, networkMode: 'shop' })).filter((series) => series.includes('conntrack'))
  expect(more.length).toBe(3)
  expect((await seriesOf({ version: 2, networkMode: 'shop' })).length).toBeLessThan(cadvisors)
})

test('no two of a plain container’s metrics say the same, but for those that dashboards read', async () => {
  const names = (await seriesOf({ version: 2 })).map((series) => series.replace(/\{.*/, ''))
  expect(new Set(names).size).toBeGreaterThan(names.length - 4)
})

test('writing takes time in proportion to the containers, and little', async () => {
  const writing = (count: number): (() => Promise<string>) => {
    const view = plainHost(count, { version: 2 })
    const { usage } = view
    return () => scrapeText(withUsage(view, usage && { ...usage }), { groups: on })
  }
  const [few, many] = [writing(100), writing(500)]
  const text = await many()
  // Three times as much for each of them, of which there are five times as many.
  expect(await cpuRatio(many, few, 15)).toBeLessThan(15)
  // What is taken to pieces again below costs about twice as much as writing it, some 30 µs a container.
  expect(await cpuRatio(many, () => samplesOf(text), 2)).toBeLessThan(2)
}, 60_000)
