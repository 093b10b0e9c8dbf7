import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Rules of WCAG 2.2 AA that the page breaks. */
export const accessibilityFaults = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source)
  return await page.evaluate(async () => {
    const { axe: checker } = window as Window & { axe?: typeof axe }
    const { violations } = (await checker?.run()) ?? { violations: [] }
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  })
}
