import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { pictureOf } from '../../topology-ui/src/picture/picture-of.ts'
import { hostile } from '../exporters/example-ids.ts'
import { madeHost } from '../topology-ui/made-host.ts'
import { accessibilityFaults } from './accessibility-faults.ts'
import { startBrowser, type TestBrowser } from './browser.ts'
import { serveHost } from './serve-host.ts'

vi.setConfig({ testTimeout: 120_000 })

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.[Symbol.asyncDispose]())

const names = (page: Page): Promise<string[]> => page.locator('[role=treeitem] .name').allTextContents()

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test('a small host is all there, by names, interfaces and addresses, and nothing is complained of', async () => {
    const graph = madeHost(5)
    await using host = await serveHost(graph)
    await using opened = await browser.open(host.url, { colorScheme })
    const { page, complaints, strangers, violations } = opened
    await page.getByRole('tree').waitFor()
    const rows = pictureOf(graph).sites.flatMap(({ groups }) => groups.flatMap((group) => group.rows))
    expect(rows.length).toBeGreaterThanOrEqual(5)
    for (const { title, port, inner } of rows) {
      const row = page.getByRole('treeitem', { name: title, exact: false }).filter({ hasText: `if${port?.ifindex}` })
      for (const text of [port?.name, inner?.name, `if${inner?.ifindex}`, inner?.addresses[0]])
        expect(await row.first().textContent()).toContain(text)
    }
    expect(await page.getByText('live', { exact: true }).isVisible()).toBe(true)
    expect(await accessibilityFaults(page)).toEqual([])
    expect({ complaints, strangers, violations: await violations() }).toEqual({
      complaints: [],
      strangers: [],
      violations: [],
    })
  })
})

test('of a thousand containers all that fail are seen by name, and few elements are made', async () => {
  const graph = madeHost(1000)
  await using host = await serveHost(graph)
  await using opened = await browser.open(host.url)
  const { page, complaints } = opened
  await page.getByRole('tree').waitFor()
  await page.getByRole('button', { name: 'Fit' }).click()
  const failing = pictureOf(graph).sites.flatMap(({ groups }) =>
    groups.flatMap(({ rows }) => rows.filter(({ health }) => health === 'failing').map(({ title }) => title)),
  )
  expect(failing.length).toBeGreaterThan(10)
  expect(await names(page)).toEqual(expect.arrayContaining(failing))
  expect(await page.locator('*').count()).toBeLessThan(3000)
  expect(complaints).toEqual([])
})

test('a host without containers says so', async () => {
  await using host = await serveHost(madeHost(0))
  await using opened = await browser.open(host.url)
  const { page } = opened
  await page.getByText('No containers here').waitFor()
})

test('the keyboard alone goes through everything, opens groups and selects; the address says what', async () => {
  await using host = await serveHost(madeHost(200))
  await using opened = await browser.open(host.url)
  const { page } = opened
  await page.getByRole('tree').waitFor()
  await page.locator('[role=treeitem][tabindex="0"]').focus()
  const group = page.locator('[role=treeitem][aria-expanded]').first()
  for (let step = 0; step < 40 && !(await group.evaluate((element) => element === document.activeElement)); step++)
    await page.keyboard.press('ArrowDown')
  expect(await group.getAttribute('aria-expanded')).toBe('false')
  await page.keyboard.press('Enter')
  expect(await group.getAttribute('aria-selected')).toBe('true')
  expect(page.url()).toContain('select=')
  expect(await page.getByRole('complementary', { name: 'Details' }).isVisible()).toBe(true)
  await page.keyboard.press('Escape')
  expect(page.url()).not.toContain('select=')
})

test('names are text, whatever somebody called a container', async () => {
  const graph = madeHost(3)
  const [key = ''] = graph.filterNodes((_, { kind }) => kind === 'container')
  graph.mergeNodeAttributes(key, { name: hostile })
  await using host = await serveHost(graph)
  await using opened = await browser.open(host.url)
  const { page, complaints, violations } = opened
  await page.getByRole('tree').waitFor()
  expect(await page.locator('#page script, #page img[src="x"]').count()).toBe(0)
  expect({ complaints, violations: await violations() }).toEqual({ complaints: [], violations: [] })
})
