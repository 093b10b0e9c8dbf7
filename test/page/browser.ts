import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** What a page must not do, as it was seen. Empty lists are good. */
export interface Watched extends AsyncDisposable {
  readonly page: Page
  /** Errors and warnings of the console, and errors that nobody caught. */
  readonly complaints: readonly string[]
  /** What the content security policy stopped. */
  readonly violations: () => Promise<readonly string[]>
  /** Requests to anybody but the agent. */
  readonly strangers: readonly string[]
}

export interface TestBrowser extends AsyncDisposable {
  /** Opens an address in a browser that has never seen it. */
  readonly open: (url: string, options?: BrowserContextOptions) => Promise<Watched>
}

/** Debian's Chromium, without a window. */
export const startBrowser = async (): Promise<TestBrowser> => {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  return { open: (url, options) => openIn(browser, url, options), [Symbol.asyncDispose]: () => browser.close() }
}

const openIn = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  const [complaints, strangers] = [[], []] as [string[], string[]]
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) strangers.push(request.url())
  })
  await page.addInitScript(() => {
    const stopped: string[] = []
    Object.assign(window, { stopped })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      stopped.push(`${violatedDirective} ${blockedURI}`),
    )
  })
  await page.goto(url)
  const violations = () => page.evaluate(() => (window as Window & { stopped?: string[] }).stopped ?? [])
  return { page, complaints, violations, strangers, [Symbol.asyncDispose]: () => context.close() }
}
