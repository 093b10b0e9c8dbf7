import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { hostile } from '../exporters/example-ids.ts'
import { madeHost } from '../topology-ui/made-host.ts'
import { startBrowser, type TestBrowser } from './browser.ts'
import { serveHost } from './serve-host.ts'

vi.setConfig({ testTimeout: 120_000 })

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.[Symbol.asyncDispose]())

const accessibilityFaults = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source)
  return await page.evaluate(async () => {
    const { axe: checker } = window as Window & { axe?: typeof axe }
    const { violations } = (await checker?.run()) ?? { violations: [] }
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}

const places = (page: Page): Promise<string[]> =>
  page
    .locator('[role=treeitem]')
    .evaluateAll((items) => (items as HTMLElement[]).map(({ id, style }) => `${id} ${style.left} ${style.top}`))

test('what is looked for lights up in closed groups, becomes a filter, survives a reload, and leaves no trace', async () => {
  await using host = await serveHost(madeHost(200))
  await using opened = await browser.open(host.url)
  const { page, complaints } = opened
  await page.getByRole('tree').waitFor()
  const before = await places(page)
  await page.keyboard.press('/')
  await page.keyboard.type('shop-web')
  await page.locator('.row[data-hit]').filter({ hasText: 'shop-web' }).first().waitFor()
  await page.keyboard.press('Escape')
  await page.locator('[data-hit]').first().waitFor({ state: 'detached' })
  expect(await places(page)).toEqual(before)

  await page.keyboard.press('/')
  await page.keyboard.type('shop-web')
  await page.keyboard.press('Enter')
  await page.getByText('hidden by 1 filter').waitFor()
  await page.reload()
  await page.getByText('hidden by 1 filter').waitFor()
  expect(await page.getByText('200 containers').isVisible()).toBe(true)
  const rows = await page.locator('.row .name').allTextContents()
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter((name) => !name.startsWith('shop-web'))).toEqual([])
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByText('hidden by').waitFor({ state: 'detached' })
  expect(await places(page)).toEqual(before)
  expect(complaints).toEqual([])
})

test('the table sorts, goes by keyboard and selects what the map shows; every view is accessible', async () => {
  await using host = await serveHost(madeHost(400))
  await using opened = await browser.open(`${host.url}?view=table`)
  const { page, complaints, violations } = opened
  await page.getByRole('grid').waitFor()
  expect(await page.getByRole('row').count()).toBeLessThan(120)
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await page.locator('tr[tabindex="0"]').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const name = (await page.locator('tr[aria-selected=true] [data-column=name]').textContent()) ?? ''
  expect(
    await page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { level: 2 }).textContent(),
  ).toBe(name)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.keyboard.press('g')
  await page.locator('.row[aria-selected=true]').filter({ hasText: name }).waitFor()
  for (const view of ['Rules', 'Ports', 'Changes']) {
    await page.getByRole('button', { name: view, exact: true }).click()
    await page.getByRole('region', { name: view, exact: true }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  }
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys and signs' }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  expect({ complaints, violations: await violations() }).toEqual({ complaints: [], violations: [] })
})

test('what is seen is saved as a picture, in which names are text', async () => {
  const graph = madeHost(5)
  const [key = ''] = graph.filterNodes((_, { kind }) => kind === 'container')
  graph.mergeNodeAttributes(key, { name: hostile })
  await using host = await serveHost(graph)
  await using opened = await browser.open(host.url)
  const { page, complaints, violations } = opened
  await page.getByRole('tree').waitFor()
  const saved = async (form: string): Promise<Buffer> => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: form, exact: true }).click(),
    ])
    await page.keyboard.press('Escape')
    return Buffer.concat(await Array.fromAsync(await download.createReadStream()))
  }
  const document = (await saved('SVG')).toString()
  const names = await page.locator('.row .name').allTextContents()
  expect((await saved('PNG')).subarray(1, 4).toString()).toBe('PNG')
  expect({ complaints, violations: await violations() }).toEqual({ complaints: [], violations: [] })
  // The page itself may parse nothing: that is its policy.
  await page.goto('about:blank')
  const says = await page.evaluate((svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml')
    return {
      faults: parsed.querySelectorAll('parsererror, script, foreignObject, image').length,
      text: parsed.documentElement.textContent,
    }
  }, document)
  expect(says.faults).toBe(0)
  for (const name of names) expect(says.text).toContain(name)
})
