import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exampleView } from '../exporters/example-snapshot.ts'
import { accessibilityFaults } from './accessibility-faults.ts'
import { startBrowser, type TestBrowser } from './browser.ts'
import { serveHost } from './serve-host.ts'

vi.setConfig({ testTimeout: 120_000 })

let browser: TestBrowser
let host: Awaited<ReturnType<typeof serveHost>>
beforeAll(async () => {
  host = await serveHost(exampleView.topology)
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await host?.[Symbol.asyncDispose]()
})

test('a question is typed, answered in a sentence, drawn with one culprit, sent by its address, and gone back from', async () => {
  await using opened = await browser.open(host.url)
  const { page, complaints, violations } = opened
  await page.getByRole('tree').waitFor()
  await page.keyboard.press('p')
  await page.getByLabel('From').fill('web')
  await page.getByLabel('To', { exact: true }).fill('exporter:80')
  await page.keyboard.press('Enter')
  const sentence = page.getByText('web cannot reach exporter:80/tcp')
  await sentence.waitFor()
  expect(await page.locator('.stop[data-state=culprit]').allTextContents()).toEqual(['✗ blocked'])
  expect(await page.getByText('ip route add default via 172.18.0.1 dev eth0').isVisible()).toBe(true)
  expect(await page.getByRole('heading', { name: 'Hop 1' }).textContent()).toContain('ends here')
  expect(await accessibilityFaults(page)).toEqual([])

  await using colleague = await browser.open(page.url(), { colorScheme: 'dark' })
  await colleague.page.locator('.stop[data-state=culprit]').waitFor()
  expect(await colleague.page.locator('.sentence').textContent()).toBe(await page.locator('.sentence').textContent())

  await page.goBack()
  await sentence.waitFor({ state: 'detached' })
  expect(await page.locator('.stop').count()).toBe(0)
  expect({ complaints, violations: await violations() }).toEqual({ complaints: [], violations: [] })
})

test('two ends are chosen on the map', async () => {
  await using opened = await browser.open(host.url)
  const { page } = opened
  await page.getByRole('treeitem').filter({ hasText: 'sidecar' }).first().click()
  await page.getByRole('button', { name: 'Ask from here' }).click()
  await page.getByRole('treeitem', { level: 1 }).first().click()
  await page.locator('.sentence').waitFor()
  expect(new URL(page.url()).searchParams.get('to')).toBe('host')
})

test('an end that is unknown is said, with what may have been meant', async () => {
  await using opened = await browser.open(`${host.url}?from=wbe&to=host`)
  await opened.page.getByRole('alert').getByText("Did you mean 'web'?").waitFor()
})
