import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Compares with a file of test/golden/formats, byte for byte. `UPDATE_GOLDEN=1` writes what there is now: read the difference before
 * you commit it.
 */
export const expectGolden = (name: string, actual: string): void => {
  const file = new URL(`../../golden/formats/${name}`, import.meta.url)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual)
  expect(actual).toBe(readFileSync(file, 'utf8'))
}
