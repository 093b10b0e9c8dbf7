import type { GraphChange } from '../../topology/diff.ts'
import type { Lasting } from '../../topology/lasting.ts'
import type { Story } from '../story.ts'

/** Says one kind of change in words, for people; null where it goes without saying. Names in it are as they are in the kernel. */
export type Words = (change: GraphChange, story: Story) => string | null

/** `came` or `went`, whichever it did, about something that only comes and goes. */
export const comesAndGoes = ({ change }: GraphChange, came: string, went: string): string =>
  change === 'removed' ? went : came

/** The plain attributes that changed: `mtu of eth0 of web: 1400 (was 1500)`. */
export const changedValues = (title: string, before: Lasting, after: Lasting): readonly string[] =>
  Object.keys(after).map((name) => {
    const [was, is] = [before[name], after[name]].map(valueText)
    return was === null || is === null ? `${name} of ${title} changed` : `${name} of ${title}: ${is} (was ${was})`
  })

const valueText = (value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return 'none'
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.join(' ') || 'none' : null
  return typeof value === 'object' ? null : String(value)
}

/** What is in one list and not in the other. */
export const listChange = (
  before: unknown,
  after: unknown,
): { readonly added: string[]; readonly removed: string[] } => {
  const [was, is] = [before, after].map((list): string[] => (Array.isArray(list) ? list.map(String) : []))
  return {
    added: (is ?? []).filter((item) => was?.includes(item) !== true),
    removed: (was ?? []).filter((item) => is?.includes(item) !== true),
  }
}
