import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { started, until } from '../commands/running-agent.ts'
import { configure } from '../lab/configure.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { startBrowser, type TestBrowser } from './browser.ts'

/** Milliseconds; an agent, a browser and other tests share the machine. */
const timeout = 120_000

let lab: Lab
let host: PlainHost
let browser: TestBrowser
beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'page',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }],
    containers: [
      { name: 'a', networks: ['br0'] },
      { name: 'b', networks: ['br0'] },
    ],
  })
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await lab?.[Symbol.asyncDispose]()
})

const change = (...lines: string[]) => configure(host.run, [{ netns: host.netns, lines }])

/** Where the group with the lab's bridge and its rows stand, from its own header; other tests may build hosts meanwhile. */
const placesIn = (page: Page): Promise<Record<string, string> | null> =>
  page.evaluate((netns) => {
    const all = [...document.querySelectorAll<HTMLElement>('[role=treeitem]')]
    const own = all.filter(({ id }) => decodeURIComponent(id).includes(`${netns} · br0`))
    const [head] = own
    if (head === undefined) return null
    const from = (item: HTMLElement): string =>
      `${item.offsetLeft - head.offsetLeft} ${item.offsetTop - head.offsetTop}`
    return Object.fromEntries(own.map((item) => [item.id.replace(/.*%20/, ''), from(item)]))
  }, host.netns)

const names = async (page: Page): Promise<readonly string[]> => Object.keys((await placesIn(page)) ?? {})

test('what appears in the kernel appears on the page, and nothing else moves; what goes leaves the others alone', {
  timeout,
}, async () => {
  const agent = await started()
  const [bridge] = JSON.parse((await host.exec(['ip', '-j', 'link', 'show', 'br0'])).stdout) as { ifindex: number }[]
  await using opened = await browser.open(`${agent.url}/?select=if:${host.inode}/${bridge?.ifindex}`)
  const { page, complaints, violations } = opened
  await until('the lab on the page', async () => ((await names(page)).length === 3 ? true : null))
  const before = (await placesIn(page)) ?? {}

  await change('link add newport type veth peer name newend', 'link set newport master br0', 'link set newport up')
  await until('the new port', async () => ((await names(page)).includes('newport') ? true : null))
  expect(await placesIn(page)).toMatchObject(before)
  // Nothing is zoomed: who clicks where the map does not show it does so by its element.
  await page.getByRole('treeitem', { name: 'newport' }).first().dispatchEvent('click')

  await change('link del newport')
  await until('that it is gone', async () => ((await names(page)).includes('newport') ? null : true))
  expect(await placesIn(page)).toEqual(before)
  // What was selected is still told of, and what happened stands in the list of changes.
  const details = page.getByRole('complementary', { name: 'Details' })
  await details.getByText('Gone at').waitFor()
  expect(await details.getByRole('heading').textContent()).toBe('newport')
  await page.keyboard.press('c')
  const list = page.getByRole('region', { name: 'Changes' }).getByRole('listitem')
  await list.filter({ hasText: 'newport' }).first().waitFor()
  await page.keyboard.press('g')
  expect({ complaints, violations: await violations() }).toEqual({ complaints: [], violations: [] })

  // The agent ends: the page says so, and keeps what it shows.
  agent.process.kill('SIGTERM')
  await page.getByRole('alert').getByText('Stale since').waitFor()
  expect(await placesIn(page)).toEqual(before)
})
