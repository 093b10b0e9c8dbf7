import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withUsage } from '../../../agent/live/view.ts'
import { groups } from '../../../exporters/prometheus/groups/index.ts'
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
  const cost = async (count: number): Promise<number> => {
    const view = plainHost(count, { version: 2 })
    const { usage } = view
    const costs: number[] = []
    for (let round = 0; round < 12; round++) {
      const before = process.threadCpuUsage()
      await scrapeText(withUsage(view, usage && { ...usage }), { groups: on })
      const { user, system } = process.threadCpuUsage(before)
      costs.push((user + system) / count)
    }
    return Math.min(...costs)
  }
  const [few, many] = [await cost(100), await cost(500)]
  // µs a container. About 30 on a quiet machine; the rest is for a busy one.
  expect(many).toBeLessThan(150)
  expect(many / few).toBeLessThan(3)
}, 20_000)
